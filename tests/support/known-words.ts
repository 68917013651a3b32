/** The words of patients' records as a thief would look for them. */
import { formatDate } from '../../src/lib/clinical/dates';
import { formatNhsNumber } from '../../src/lib/clinical/nhs-number';
import type { FhirResource } from '../../src/lib/record/fhir';
import type { PackLine } from '../../src/lib/record/pack';

/** A short name is part of other words, in the browser’s own files too. */
const SHORTEST = 7;

interface PatientResource extends FhirResource {
  name: { family: string; given: string[] }[];
  identifier: { value: string }[];
  /** Cut from what comes of a restricted patient, with the contacts. */
  address?: { line: string[]; postalCode: string }[];
  telecom?: { value: string }[];
  birthDate: string;
}

interface DocumentResource extends FhirResource {
  content: { attachment: { data?: string } }[];
}

/** Names, numbers, dates of birth, addresses and note texts of these packs, in the forms in which they are written. */
export function knownWordsOf(packs: readonly PackLine[]): string[] {
  const words = packs.flatMap((pack) =>
    pack.changed.flatMap((resource) => {
      if (resource.resourceType === 'Patient') return wordsOfPatient(resource as PatientResource);
      if (resource.resourceType === 'DocumentReference') return wordsOfNote(resource as DocumentResource);
      return [];
    }),
  );
  return [...new Set(words)];
}

function wordsOfPatient({
  name,
  identifier,
  address = [],
  telecom = [],
  birthDate,
}: PatientResource): string[] {
  return [
    ...name.flatMap(({ family, given }) => [
      family,
      family.toUpperCase(),
      `${given.join(' ')} ${family}`,
      `${family.toUpperCase()}, ${given.join(' ')}`,
    ]),
    ...identifier.flatMap(({ value }) => [value, formatNhsNumber(value)]),
    ...address.flatMap(({ line, postalCode }) => [line.join(', '), line.at(-1) ?? '', postalCode]),
    ...telecom.map(({ value }) => value),
    birthDate,
    formatDate(birthDate),
  ].filter((word) => word.length >= SHORTEST);
}

/** As it is kept in the record, and as it is read. The beginning will do: two notes differ soon enough. */
function wordsOfNote({ content }: DocumentResource): string[] {
  return content.flatMap(({ attachment }) => {
    const text = Buffer.from(attachment.data ?? '', 'base64').toString();
    return text.length < 20 ? [] : [attachment.data?.slice(0, 40) ?? '', text.slice(0, 30)];
  });
}

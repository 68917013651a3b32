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

/** Of each document a piece now and then, so long that it stands nowhere else. */
const PIECE = { length: 72, every: 12 };

/** Names, numbers, dates of birth, addresses and note texts of these packs, in the forms in which they are written, and pieces of every document. */
export function knownWordsOf(packs: readonly PackLine[]): string[] {
  const resources = packs.flatMap(({ changed }) => changed);
  const words = resources.flatMap((resource) => {
    if (resource.resourceType === 'Patient') return wordsOfPatient(resource as PatientResource);
    if (resource.resourceType === 'DocumentReference') return wordsOfNote(resource as DocumentResource);
    return [];
  });
  return [...new Set([...words, ...rarePieces(resources)])];
}

/** Of one document only, and with a time or a number in it: addresses of code systems stand in the app too. */
function rarePieces(resources: readonly FhirResource[]): string[] {
  const counts = new Map<string, number>();
  for (const piece of resources.flatMap(piecesOf)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts].filter(([piece, count]) => count === 1 && /\d{4}/.test(piece)).map(([piece]) => piece);
}

/** As it travels. */
function piecesOf(resource: FhirResource): string[] {
  const text = JSON.stringify(resource);
  const { length, every } = PIECE;
  const count = Math.floor((text.length - length) / every) + 1;
  return Array.from({ length: count }, (_, at) => text.slice(at * every, at * every + length));
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

/** As it is kept in the record, where the beginning will do, and as it is read: every few words of it. */
function wordsOfNote({ content }: DocumentResource): string[] {
  return content.flatMap(({ attachment }) => {
    const text = Buffer.from(attachment.data ?? '', 'base64').toString();
    return text.length < 20
      ? []
      : [attachment.data?.slice(0, 40) ?? '', text.slice(0, 30), ...phrasesOf(text)];
  });
}

/** As many words in a row as no other text has by chance. */
const PHRASE = 5;

function phrasesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const words = line.split(' ');
    return words.slice(0, 1 - PHRASE).map((_, at) => words.slice(at, at + PHRASE).join(' '));
  });
}

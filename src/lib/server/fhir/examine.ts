/** Makes of one document's parts what can be imported: typed, with ids, references in plain form, and flags. */
import { createHash } from 'node:crypto';
import type { FhirResource } from '../../record/fhir';
import { takeApart, type Item } from './bundle';
import { likelySystem } from './code-systems';
import { nhsNumbersIn } from './identity';
import { objectsIn, type Fields } from './json';
import type { FlagReason, Place, Refusal, RefusalReason } from './reasons';
import { referencesOf, targetOf, withPlainReferences, type References } from './references';
import { R4_TYPES } from './resource-types';
import { checkShape, isFhirId } from './shape';
import { patientsNamedBy, type PatientName } from './subject';

/** A resource on its way into the record. */
export interface Candidate extends Place {
  resource: FhirResource;
  /** `Type/id` */
  key: string;
  patients: PatientName[];
  references: References;
  flags: FlagReason[];
}

export interface Examined {
  candidates: Candidate[];
  refusals: Refusal[];
}

export function examine(file: string, place: string, value: unknown): Examined {
  const { items, refusals } = takeApart(file, place, value);
  const sound: { item: Item; type: string; id: string; flags: FlagReason[] }[] = [];
  for (const item of items) {
    const at = { file: item.file, place: item.place };
    const type = String(item.value['resourceType']);
    const refuse = (reason: RefusalReason, detail?: string) =>
      refusals.push({ ...at, reason, ...(detail === undefined ? {} : { detail }) });
    if (!R4_TYPES.has(type)) {
      refuse('unknown-type');
      continue;
    }
    const shape = checkShape(type, item.value);
    if (shape.kind === 'not-r4') refuse('not-r4', `${type}.${shape.detail}`);
    else {
      const flags: FlagReason[] = shape.missing.length > 0 ? ['element-missing'] : [];
      sound.push({ item, type, id: idOf(type, item), flags });
    }
  }
  const addresses = new Map(
    sound.flatMap(({ item, type, id }) =>
      item.fullUrl === undefined ? [] : [[item.fullUrl, `${type}/${id}`]],
    ),
  );
  const candidates = sound.map(({ item, type, id, flags }): Candidate => {
    const value = withPlainReferences(item.value, addresses);
    const resource: FhirResource = { ...value, resourceType: type, id };
    return {
      file: item.file,
      place: item.place,
      resource,
      key: `${type}/${id}`,
      patients: patientsNamedBy(type, value, addresses),
      references: referencesOf(value, addresses),
      flags: [...flags, ...flagsOf(value)],
    };
  });
  return { candidates, refusals };
}

/** The resource's own id, or that of its address, or one made of its content: the same each time. */
function idOf(type: string, { value, fullUrl }: Item): string {
  if (isFhirId(value['id'])) return value['id'];
  const uuid = fullUrl?.startsWith('urn:uuid:') ? fullUrl.slice('urn:uuid:'.length) : undefined;
  if (isFhirId(uuid)) return uuid;
  const [addressed, id] =
    (fullUrl === undefined ? undefined : targetOf(fullUrl, new Map()))?.split('/') ?? [];
  if (addressed === type && isFhirId(id)) return id;
  const content = JSON.stringify(value, (_, inner: unknown) => inSortedOrder(inner));
  return `h${createHash('sha256').update(content).digest('hex').slice(0, 40)}`;
}

function inSortedOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function flagsOf(resource: Fields): FlagReason[] {
  const flags = new Set<FlagReason>();
  for (const object of objectsIn(resource)) {
    const { system } = object;
    if (typeof system !== 'string') continue;
    if ((object['code'] ?? object['value']) === undefined) continue;
    if (likelySystem(system) !== undefined) flags.add('system-misspelt');
    if (nhsNumbersIn([object]).some(({ valid }) => !valid)) flags.add('nhs-number-invalid');
  }
  return [...flags];
}

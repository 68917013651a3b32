/** What a reference points to: `Type/id`, however it is written. */
import { NHS_NUMBER_SYSTEMS } from './identity';
import { isFields, objectsIn, type Fields } from './json';
import { R4_TYPES } from './resource-types';

/** Addresses of a Bundle's entries, each with the `Type/id` that it stands for. */
export type Addresses = ReadonlyMap<string, string>;

const TAIL = /(?:^|\/)([A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/;
const IN_BUNDLE = /^urn:(uuid|oid):/;

/** `Type/id` of a relative or absolute reference, or of an address in the Bundle. Undefined for anything else. */
export function targetOf(reference: string, addresses: Addresses): string | undefined {
  const address = addresses.get(reference);
  if (address !== undefined) return address;
  const [, type, id] = TAIL.exec(reference) ?? [];
  return type !== undefined && id !== undefined && R4_TYPES.has(type) ? `${type}/${id}` : undefined;
}

/** The same resource with references like `urn:uuid:…` written as `Type/id`; those to nothing stay. */
export function withPlainReferences<T>(value: T, addresses: Addresses): T {
  if (addresses.size === 0) return value;
  return rewrite(value, addresses) as T;
}

function rewrite(value: unknown, addresses: Addresses): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, addresses));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isAddress = typeof inner === 'string' && (name === 'reference' || name === 'url');
      if (isAddress && IN_BUNDLE.test(inner)) return [name, addresses.get(inner) ?? inner];
      return [name, typeof inner === 'object' ? rewrite(inner, addresses) : inner];
    }),
  );
}

export interface References {
  /** `Type/id` of everything referred to. */
  targets: Set<string>;
  /** Whether some reference leads nowhere that can be named. */
  dangling: boolean;
}

/** All references of a resource, to contained resources aside. */
export function referencesOf(resource: Fields, addresses: Addresses): References {
  const found: References = { targets: new Set(), dangling: false };
  const contained = new Set(containedIn(resource).map((inner) => inner['id']));
  for (const object of objectsIn(resource)) {
    const { reference, url } = object;
    if (typeof url === 'string' && /^(urn:uuid:|(.*\/)?Binary\/)/.test(url)) {
      const target = targetOf(url, addresses); // an attachment's content
      if (target?.startsWith('Binary/')) found.targets.add(target);
    }
    if (typeof reference !== 'string') continue;
    if (reference.startsWith('#')) {
      if (reference !== '#' && !contained.has(reference.slice(1))) found.dangling = true;
      continue;
    }
    const target = targetOf(reference, addresses);
    if (target === undefined) found.dangling = true;
    else found.targets.add(target);
  }
  return found;
}

export function containedIn(resource: Fields): Fields[] {
  return Array.isArray(resource['contained']) ? resource['contained'].filter(isFields) : [];
}

/** The NHS number in a search such as `Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018`. */
export function nhsNumberSought(reference: string): string | undefined {
  const match = /^(?:.*\/)?Patient\?(?:.*&)?identifier=([^&|]+)\|(\d{10})(?:&|$)/.exec(reference);
  const [, system, value] = match ?? [];
  return system !== undefined && NHS_NUMBER_SYSTEMS.has(system) ? value : undefined;
}

/** What every section of the chart is made from: the resources, who is who in them, and what is not filed yet. */
import { OWN } from '../codes';
import { referenceTo, type FhirResource } from '../fhir';
import { nameOf } from '../patient';
import { codesOf, conceptText, fieldsOf, listOf, referenceId, textOf } from '../read';
import type { Item, Unfiled } from './view';
import { whenOf } from './when';

/** What an own entry that is not in the pack yet does to a resource. */
export interface Mark {
  unfiled: Unfiled;
  /** The pack's version, where the entry changes what exists. */
  before?: FhirResource;
  /** The change overlaps with a newer one, which is kept for now. */
  overlaps?: boolean;
}

export class ChartContext {
  readonly #byId = new Map<string, FhirResource>();

  constructor(
    readonly resources: readonly FhirResource[],
    readonly marks: ReadonlyMap<string, Mark>,
    readonly now: Date,
  ) {
    for (const resource of resources) {
      this.#byId.set(resource.id, resource);
      this.#byId.set(referenceTo(resource), resource);
    }
  }

  /** Those of these types, in the order of the pack. */
  ofType(...types: string[]): FhirResource[] {
    return this.resources.filter(({ resourceType }) => types.includes(resourceType));
  }

  /** The resource that a Reference names, in any of the spellings that systems use (`Type/id`, `urn:uuid:id`, an address). */
  find(reference: unknown): FhirResource | undefined {
    const text = textOf(fieldsOf(reference)['reference']);
    if (text === undefined) return undefined;
    return this.#byId.get(text) ?? this.#byId.get(referenceId(reference) ?? '');
  }

  /** What a Reference names, in words: its own, or the name of what it points to. */
  nameOf(reference: unknown): string | undefined {
    const display = textOf(fieldsOf(reference)['display']);
    if (display !== undefined) return display;
    const found = this.find(reference);
    if (!found) return undefined;
    if (found.resourceType === 'PractitionerRole') {
      return this.nameOf(found['practitioner']) ?? conceptText(found['code']);
    }
    if (found.resourceType === 'Practitioner' || found.resourceType === 'Patient') return nameOf(found);
    return textOf(found['name']) ?? conceptText(found['code']) ?? textOf(found['title']);
  }

  /** The first person or organisation that answers for it. */
  authorOf(resource: FhirResource): string | undefined {
    const { author, performer, recorder, asserter, requester, informationSource, participant } = resource;
    const named = [author, performer, recorder, asserter, requester, informationSource, participant];
    for (const person of named.flatMap(listOf)) {
      const { actor, individual } = fieldsOf(person);
      const name = this.nameOf(actor ?? individual ?? person);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** An item for a resource, with its key, its time and its mark. Lines that are undefined are left out. */
  item(resource: FhirResource, title: string, lines: readonly (string | undefined)[]): Item {
    const key = referenceTo(resource);
    const when = whenOf(resource);
    const status = textOf(resource['status']);
    const unfiled = this.marks.get(key)?.unfiled;
    return {
      key,
      title,
      lines: lines.filter((line) => line !== undefined),
      ...(when === undefined ? {} : { when }),
      ...(status === undefined ? {} : { status }),
      ...(unfiled ? { unfiled } : {}),
    };
  }
}

/** True when the entry behind it was written on a device whose clock was wrong. */
export function isClockAdjusted(resource: FhirResource): boolean {
  return codesOf(fieldsOf(resource['meta'])['tag']).includes(OWN.clockAdjusted);
}

/** "Label: words", or nothing when there are no words. */
export function labelled(label: string, words: string | undefined): string | undefined {
  return words === undefined || words === '' ? undefined : `${label}: ${words}`;
}

/**
 * A summary under way and at rest: an envelope that says nothing until one knows whom one is looking for. Its address is
 * found from an identifier (see `exact-search.ts`), its content opens with the patient's id, which stands behind that.
 * So whoever holds all envelopes and their key still can't go through them as through a list.
 */
import { base64url, compactDecrypt, CompactEncrypt } from 'jose';
import * as v from 'valibot';
import {
  EmergencySummarySchema,
  PersonSchema,
  type EmergencySummary,
  type Person,
} from './emergency-summary';

export const EnvelopeSchema = v.looseObject({
  /** Stands for the patient; follows from the id and the key, and tells neither. */
  tag: v.string(),
  /** Opaque. Differs whenever the summary differs. */
  version: v.string(),
  /** One for each identifier: where it is looked for, and the sealed `Person`. */
  finders: v.array(v.looseObject({ at: v.string(), box: v.string() })),
  /** The sealed `EmergencySummary`. */
  content: v.string(),
});
export type Envelope = v.InferOutput<typeof EnvelopeSchema>;

const utf8 = new TextEncoder();

/** The key of one user's envelopes. `bytes`: 32 of them, base64url. */
export function importEnvelopeKey(bytes: string): Promise<CryptoKey> {
  const raw = base64url.decode(bytes).slice();
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

export async function tagOf(key: CryptoKey, patientId: string): Promise<string> {
  return base64url.encode(await derive(key, 'tag', patientId));
}

/** Puts a summary into its envelope, to be found by any of `identifiers`. */
export async function sealEnvelope(
  key: CryptoKey,
  { summary, identifiers, version }: { summary: EmergencySummary; identifiers: string[]; version: string },
): Promise<Envelope> {
  const { person } = summary;
  return {
    tag: await tagOf(key, person.patientId),
    version,
    finders: await Promise.all(
      identifiers.map(async (identifier) => ({
        at: base64url.encode(await derive(key, 'at', identifier)),
        box: await seal(await derive(key, 'person', identifier), person),
      })),
    ),
    content: await seal(await derive(key, 'summary', person.patientId), summary),
  };
}

/** Everybody whom `identifier` stands for: mostly one, sometimes twins. A damaged finder is passed over. */
export async function findPeople(
  key: CryptoKey,
  envelopes: readonly Envelope[],
  identifier: string,
): Promise<Person[]> {
  const at = base64url.encode(await derive(key, 'at', identifier));
  const boxes = envelopes.flatMap(({ finders }) => finders.filter((finder) => finder.at === at));
  const secret = await derive(key, 'person', identifier);
  const people = await Promise.all(boxes.map(({ box }) => open(secret, box, PersonSchema)));
  return people.filter((person) => person !== undefined);
}

/** The patient's summary; undefined when there is none, or it is damaged. */
export async function openSummary(
  key: CryptoKey,
  envelopes: readonly Envelope[],
  patientId: string,
): Promise<EmergencySummary | undefined> {
  const tag = await tagOf(key, patientId);
  const envelope = envelopes.find((one) => one.tag === tag);
  if (!envelope) return undefined;
  return open(await derive(key, 'summary', patientId), envelope.content, EmergencySummarySchema);
}

/** 32 bytes for one purpose and one name. */
async function derive(key: CryptoKey, purpose: string, name: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(`${purpose}\n${name}`)));
}

async function seal(secret: Uint8Array, value: unknown): Promise<string> {
  const jwe = new CompactEncrypt(utf8.encode(JSON.stringify(value)));
  return jwe.setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(secret);
}

async function open<S extends v.GenericSchema>(
  secret: Uint8Array,
  box: string,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  try {
    const { plaintext } = await compactDecrypt(box, secret, { keyManagementAlgorithms: ['dir'] });
    const parsed = v.safeParse(schema, JSON.parse(new TextDecoder().decode(plaintext)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

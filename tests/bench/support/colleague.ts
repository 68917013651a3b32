/** A clinician without a browser: signs in, has a device, and files entries over the same routes as everybody. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type APIRequestContext } from '@playwright/test';
import { exportJWK, generateKeyPair } from 'jose';
import type { Caseload } from '../../../src/lib/record/caseload';
import type { Entry, EntryBody } from '../../../src/lib/record/entry';
import { entryDocId, journalName, receiptDocId } from '../../../src/lib/record/ids';
import type { EntryDoc } from '../../../src/lib/record/journal-docs';
import type { PublicKey, Registration } from '../../../src/lib/record/registration';
import { sealJson } from '../../../src/lib/record/seal';

interface Parts {
  http: APIRequestContext;
  userId: string;
  deviceId: string;
  vaultKey: PublicKey;
  registration: Registration;
}

export class Colleague {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Signs in at the server's own name, and from then on comes in by `port`: not over a line that is being watched. */
  static async arrive(origin: string, port: number, userId: string): Promise<Colleague> {
    const http = await request.newContext({
      baseURL: `http://localhost:${port}`,
      extraHTTPHeaders: { origin },
    });
    const choice = await http.get(`${origin}/sign-in`);
    await http.post(choice.url(), { form: { user: userId } });
    const vaultKey = await makeVaultKey();
    const deviceId = `d${randomBytes(12).toString('hex')}`;
    const answer = await http.post('/api/devices', { data: { deviceId, vaultKey, appVersion: 'bench' } });
    if (!answer.ok()) throw new Error(`the device was not registered: ${answer.status()}`);
    const registration = (await answer.json()) as Registration;
    return new Colleague({ http, userId, deviceId, vaultKey, registration });
  }

  async caseload(): Promise<Caseload> {
    return (await (await this.#parts.http.get('/api/caseload')).json()) as Caseload;
  }

  /** Writes one entry and waits for its receipt: the record holds it when this resolves. */
  async file(patientId: string, body: EntryBody): Promise<void> {
    const { http, registration } = this.#parts;
    const now = new Date();
    const journal = `/journals/${journalName(registration.journalBase, now)}`;
    const entryId = randomUUID();
    const doc = await this.#seal(entryId, patientId, body, now);
    await expectOk(http.get(`${journal}/`));
    await expectOk(http.post(`${journal}/_bulk_docs`, { data: { docs: [doc], new_edits: false } }));
    while (!(await http.get(`${journal}/${receiptDocId(entryId)}`)).ok()) await sleep(20);
  }

  async leave(): Promise<void> {
    await this.#parts.http.dispose();
  }

  async #seal(entryId: string, patientId: string, body: EntryBody, now: Date): Promise<object> {
    const { userId, deviceId, vaultKey, registration } = this.#parts;
    const at = now.toISOString();
    const entry: Entry = {
      format: 1,
      id: entryId,
      patientId,
      author: { userId, name: userId, role: 'community-nurse' },
      deviceId,
      writtenAt: at,
      clock: { deviceTime: at, offsetMs: 0, adjusted: false },
      body,
    };
    const _id = entryDocId(entryId);
    const sealed = await sealJson(entry, _id, [registration.serverKey, vaultKey]);
    const doc: EntryDoc = { _id, type: 'entry', format: 1, attempt: 1, sealed };
    const hash = createHash('md5').update(JSON.stringify(doc)).digest('hex');
    return { ...doc, _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] } };
  }
}

async function expectOk(answer: ReturnType<APIRequestContext['get']>): Promise<void> {
  const { status, text } = await answer.then(async (it) => ({ status: it.status(), text: await it.text() }));
  if (status >= 300) throw new Error(`the journal answered ${status}: ${text.slice(0, 200)}`);
}

async function makeVaultKey(): Promise<PublicKey> {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  return { kid: randomUUID(), kty, crv, x, y } as PublicKey;
}

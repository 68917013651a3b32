/**
 * Who is signed in, on which device. A request brings a short access token; when that has run out, the session's refresh
 * token gets the next pair. Each refresh token is good until its successor has been used: an answer that is lost on the way
 * signs nobody out, and one that comes again after its successor was used has been copied, and ends the session.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { findDocument, isConflict, rangeOfDocuments } from '../store/documents';
import type { Database } from '../store/store';
import { readAccess, signAccess, type TokenKey } from './access-token';

const SessionDocSchema = v.object({
  _id: v.string(),
  _rev: v.string(),
  userId: v.string(),
  /** ISO instant: however often it is refreshed, a session ends then. */
  until: v.string(),
  /** Hash of the secret that the device holds. */
  device: v.string(),
  /** Number of the refresh token given out last. */
  issued: v.number(),
});
type SessionDoc = v.InferOutput<typeof SessionDocSchema>;

export interface Tokens {
  access: string;
  refresh: string;
  until: Date;
}

export interface Found {
  userId: string;
  until: string;
}

export type Refreshed =
  | { kind: 'refreshed'; tokens: Tokens; found: Found }
  /** Unknown, ended or past its time. */
  | { kind: 'ended' }
  /** Right, but from another device than it was given to. */
  | { kind: 'stolen'; userId: string }
  /** Used before, and its successor too: the session is ended. */
  | { kind: 'replayed'; userId: string };

const PREFIX = 'session:';
const HOUR_MS = 3_600_000;
const ATTEMPTS = 20;

export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly hours: number,
    private readonly key: TokenKey,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Opens a session on the device that holds `deviceSecret`. */
  async begin(userId: string, deviceSecret: string): Promise<Tokens> {
    const until = new Date(this.now().getTime() + this.hours * HOUR_MS).toISOString();
    const device = hashOf(deviceSecret);
    const _id = PREFIX + randomBytes(16).toString('base64url');
    const doc = { _id, userId, until, device, issued: 1 };
    await this.database.put(doc);
    return this.#tokensOf(doc);
  }

  /** Who holds this access token, on the device it was given to, in a session that has not been ended. */
  async find(access: string, deviceSecret: string): Promise<Found | undefined> {
    const claims = await readAccess(access, this.key, this.now());
    const session = claims && (await this.#live(PREFIX + claims.sessionId));
    if (session?.device !== hashOf(deviceSecret)) return undefined;
    return { userId: session.userId, until: session.until };
  }

  /** The next pair of tokens. Asked again with the same token, as after a lost answer, it is the same pair. */
  async refresh(token: string, deviceSecret: string): Promise<Refreshed> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const read = this.#readRefresh(token);
      const session = read && (await this.#live(read.id));
      if (!read || !session) return { kind: 'ended' };
      const { userId, until, issued } = session;
      if (session.device !== hashOf(deviceSecret)) return { kind: 'stolen', userId };
      if (read.number < issued - 1) {
        await this.#remove(session);
        return { kind: 'replayed', userId };
      }
      const next = { ...session, issued: Math.max(issued, read.number + 1) };
      if (next.issued !== issued && !(await this.#put(next))) continue;
      return { kind: 'refreshed', tokens: await this.#tokensOf(next), found: { userId, until } };
    }
    throw new Error('a session was too busy');
  }

  /** Ends the session of a refresh token; one that is not there is as good as ended. */
  async end(refresh: string): Promise<string | undefined> {
    const read = this.#readRefresh(refresh);
    const session = read && (await this.#read(read.id));
    if (session) await this.#remove(session);
    return session?.userId;
  }

  /** Ends every session of a user, at once. How many there were. */
  async endAllOf(userId: string): Promise<number> {
    const range = { startkey: PREFIX, endkey: `${PREFIX}\uffff` };
    const docs = (await rangeOfDocuments(this.database, range)).flatMap((doc) => {
      const parsed = v.safeParse(SessionDocSchema, doc);
      return parsed.success && parsed.output.userId === userId ? [parsed.output] : [];
    });
    for (const doc of docs) await this.#remove(doc);
    return docs.length;
  }

  async #tokensOf(session: Omit<SessionDoc, '_rev'>): Promise<Tokens> {
    const { _id, userId, issued, until } = session;
    const claims = { userId, sessionId: _id.slice(PREFIX.length) };
    const access = await signAccess(claims, this.key, this.now());
    return { access, refresh: this.#refreshToken(_id, issued), until: new Date(until) };
  }

  /** Made from its number, so that a lost one can be given again; the database alone tells nobody what it is. */
  #refreshToken(id: string, number: number): string {
    const mac = createHmac('sha256', this.key.secret).update(`refresh\n${id}\n${number}`).digest('base64url');
    return `${id.slice(PREFIX.length)}.${number}.${mac}`;
  }

  #readRefresh(token: string): { id: string; number: number } | undefined {
    const [name = '', digits = ''] = token.split('.');
    const [id, number] = [PREFIX + name, Number(digits)];
    const [given, right] = [Buffer.from(token), Buffer.from(this.#refreshToken(id, number))];
    return given.length === right.length && timingSafeEqual(given, right) ? { id, number } : undefined;
  }

  async #live(id: string): Promise<SessionDoc | undefined> {
    const session = await this.#read(id);
    if (!session || session.until > this.now().toISOString()) return session;
    await this.#remove(session);
    return undefined;
  }

  async #read(id: string): Promise<SessionDoc | undefined> {
    const doc = await findDocument(this.database, id);
    if (doc === undefined) return undefined;
    const parsed = v.safeParse(SessionDocSchema, doc);
    return parsed.success ? parsed.output : undefined; // one of an earlier version: sign in again
  }

  /** False when another request was first. */
  async #put(session: SessionDoc): Promise<boolean> {
    try {
      await this.database.put(session);
      return true;
    } catch (cause) {
      if (isConflict(cause)) return false;
      throw cause;
    }
  }

  /** However often it is changed meanwhile: an ended session stays ended. */
  async #remove(session: SessionDoc): Promise<void> {
    for (let held: SessionDoc | undefined = session; held; held = await this.#read(session._id)) {
      try {
        await this.database.remove(held);
        return;
      } catch (cause) {
        if (!isConflict(cause)) throw cause;
      }
    }
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

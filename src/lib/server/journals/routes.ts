/**
 * The part of CouchDB's replication protocol that carrying one journal needs, and no other: no design documents, no
 * filters, no views, no configuration, no deletion. Answered through PouchDB's API, over LevelDB and CouchDB alike.
 */
import * as v from 'valibot';
import { IN_PIECES, MOST_PIECES } from '../../record/pieces';
import { replicateInto } from '../store/documents';
import type { Database } from '../store/store';
import { IncomingSchema } from './incoming';
import { byKnownRev } from './latest';
import type { Pieces } from './pieces';
import { ProtocolError } from './protocol-error';

export interface Call {
  journal: Database;
  name: string;
  query: URLSearchParams;
  /** What the path's pattern caught. */
  parts: string[];
  /** The parsed body. Throws a `ProtocolError`. */
  body: () => Promise<unknown>;
  /** The body as it is: a piece. Throws a `ProtocolError`. */
  bytes: () => Promise<Uint8Array<ArrayBuffer>>;
  pieces: Pieces;
}

export interface Route {
  method: 'GET' | 'PUT' | 'POST';
  path: RegExp;
  answer: (call: Call) => Promise<Response>;
  /** Writes entries: filing is to be told. */
  writes?: true;
}

const DOCUMENT = '((?:entry|receipt):[A-Za-z0-9][A-Za-z0-9._-]{0,127})';
const LOCAL = '_local/([\\w.~=+-]{1,200})';
/** Checkpoints of the server's own are no one else's to read or write. */
const OWN_LOCAL = /^doorstep/;
const MOST_IDS = 10_000;

const idList = v.pipe(v.array(v.string()), v.maxLength(MOST_IDS));
const RevsSchema = v.record(v.string(), idList);
const KeysSchema = v.object({ keys: idList });
const BulkGetSchema = v.object({
  docs: v.pipe(v.array(v.object({ id: v.string(), rev: v.optional(v.string()) })), v.maxLength(MOST_IDS)),
});
const BulkGotSchema = v.object({
  results: v.array(v.object({ id: v.string(), docs: v.array(v.looseObject({})) })),
});
const LocalSchema = v.looseObject({ _rev: v.optional(v.string()) });

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^$/, answer: info },
  { method: 'PUT', path: /^$/, answer: exists },
  { method: 'POST', path: /^_revs_diff$/, answer: revsDiff },
  { method: 'POST', path: /^_bulk_docs$/, answer: bulkDocs, writes: true },
  { method: 'POST', path: /^_bulk_get$/, answer: bulkGet },
  { method: 'POST', path: /^_all_docs$/, answer: allDocs },
  { method: 'PUT', path: /^_pieces\/(\d{1,4})$/, answer: putPiece },
  { method: 'POST', path: /^_ensure_full_commit$/, answer: fullCommit },
  { method: 'GET', path: new RegExp(`^${LOCAL}$`), answer: getLocal },
  { method: 'PUT', path: new RegExp(`^${LOCAL}$`), answer: putLocal },
  { method: 'GET', path: new RegExp(`^${DOCUMENT}$`), answer: getDocument },
  {
    method: 'GET',
    path: new RegExp(`^${DOCUMENT}/([A-Za-z0-9][A-Za-z0-9._-]{0,99})$`),
    answer: getAttachment,
  },
];

async function info({ journal, name }: Call): Promise<Response> {
  const { doc_count, update_seq } = await journal.info();
  return Response.json({ db_name: name, doc_count, update_seq, instance_start_time: '0' });
}

/** A journal is made when it is first asked for; by now it is there. */
function exists(): Promise<Response> {
  throw new ProtocolError(412, 'file_exists', 'The journal is there already.');
}

/**
 * Only entries are ever missing: receipts come from the server. (After a restore from a backup a device may hold receipts
 * that the server lacks; they must not come up again.)
 */
async function revsDiff({ journal, body }: Call): Promise<Response> {
  const asked = Object.entries(parse(RevsSchema, await body())).filter(([id]) => id.startsWith('entry:'));
  const found = asked.length === 0 ? {} : await journal.revsDiff(Object.fromEntries(asked));
  // As asked: what is sent follows this order, and a body that begins alike after a cut goes on where it was cut.
  const missing = Object.fromEntries(asked.flatMap(([id]) => (found[id] ? [[id, found[id]]] : [])));
  // Asked before anything is sent, so here is the place to say how that may come.
  return Response.json(missing, { headers: { 'accept-encoding': IN_PIECES } });
}

async function bulkDocs({ journal, body }: Call): Promise<Response> {
  const { docs } = parse(IncomingSchema, await body());
  await replicateInto(journal, docs);
  return Response.json([], { status: 201 });
}

/** Ours alone: see `record/pieces`. */
async function putPiece({ parts: [place = ''], bytes, pieces }: Call): Promise<Response> {
  if (Number(place) >= MOST_PIECES) throw notServed();
  await pieces.save(Number(place), await bytes());
  return Response.json({ ok: true }, { status: 201 });
}

async function bulkGet({ journal, query, body }: Call): Promise<Response> {
  const { docs } = parse(BulkGetSchema, await body());
  if (docs.some(({ id }) => !new RegExp(`^${DOCUMENT}$`).test(id))) throw notServed();
  const flags = { revs: flag(query, 'revs'), attachments: flag(query, 'attachments') };
  const { known, unknown } = flag(query, 'latest')
    ? await byKnownRev(journal, docs)
    : { known: [], unknown: docs };
  const found = [
    ...(await documentsOf(journal, known, { ...flags, latest: true })),
    ...(await documentsOf(journal, unknown, { ...flags, latest: false })),
  ];
  const results = found.map(({ id, docs }) => ({ id, docs: docs.map(withoutStack) }));
  return Response.json({ results });
}

async function allDocs({ journal, query, body }: Call): Promise<Response> {
  if (query.size > 0) throw notServed();
  const { keys } = parse(KeysSchema, await body());
  return Response.json(await journal.allDocs({ keys }));
}

function fullCommit(): Promise<Response> {
  return Promise.resolve(Response.json({ ok: true, instance_start_time: '0' }, { status: 201 }));
}

async function getLocal({ journal, parts: [id = ''] }: Call): Promise<Response> {
  if (OWN_LOCAL.test(id)) throw notServed();
  return Response.json(await journal.get(`_local/${id}`));
}

async function putLocal({ journal, parts: [id = ''], body }: Call): Promise<Response> {
  if (OWN_LOCAL.test(id)) throw notServed();
  const doc = parse(LocalSchema, await body());
  return Response.json(await journal.put({ ...doc, _id: `_local/${id}` }), { status: 201 });
}

async function getDocument({ journal, query, parts: [id = ''] }: Call): Promise<Response> {
  const rev = query.get('rev');
  const openRevs = query.get('open_revs');
  const listed = openRevs === null || openRevs === 'all' ? [] : revList(openRevs);
  const named = [...listed, ...(rev === null ? [] : [rev])].map((one) => ({ id, rev: one }));
  const latest = flag(query, 'latest') && (await byKnownRev(journal, named)).unknown.length === 0;
  const options = {
    ...(rev === null ? {} : { rev }),
    ...(openRevs === null ? {} : { open_revs: openRevs === 'all' ? ('all' as const) : listed }),
    revs: flag(query, 'revs'),
    latest,
    attachments: flag(query, 'attachments'),
  };
  const found: unknown = await journal.get(id, options);
  return Response.json(Array.isArray(found) ? found.map(withoutStack) : found);
}

/** Always bytes: a browser is never to show what somebody uploaded. */
async function getAttachment({ journal, query, parts: [id = '', name = ''] }: Call): Promise<Response> {
  const rev = query.get('rev');
  const data = await journal.getAttachment(id, name, rev === null ? {} : { rev });
  return new Response(data as BodyInit, { headers: { 'content-type': 'application/octet-stream' } });
}

async function documentsOf(
  journal: Database,
  docs: readonly { id: string; rev?: string | undefined }[],
  flags: { revs: boolean; attachments: boolean; latest: boolean },
) {
  // Asked for nothing, PouchDB never answers.
  if (docs.length === 0) return [];
  return v.parse(BulkGotSchema, await journal.bulkGet({ docs: [...docs], ...flags })).results;
}

/** What was found, or that it was not. PouchDB puts its error there, with the paths of the program in it. */
function withoutStack(found: object): object {
  if ('ok' in found) return found;
  return 'missing' in found
    ? { missing: found.missing }
    : { error: { error: 'not_found', reason: 'missing' } };
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new ProtocolError(400, 'bad_request', 'The journal does not take this.');
}

function revList(text: string): string[] {
  try {
    return v.parse(idList, JSON.parse(text));
  } catch {
    throw new ProtocolError(400, 'bad_request', 'open_revs is not a list of revisions.');
  }
}

function flag(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true';
}

function notServed(): ProtocolError {
  return new ProtocolError(404, 'not_found', 'missing');
}

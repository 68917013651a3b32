/** A store, an organisation with one team, and a folder to put files in; all gone afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FhirResource } from '../../src/lib/record/fhir';
import { Organisation } from '../../src/lib/server/access/organisation';
import { importFhir } from '../../src/lib/server/fhir/import';
import type { ImportReport } from '../../src/lib/server/fhir/report';
import { patientIdOf } from '../../src/lib/server/patient-id';
import { openStore } from '../../src/lib/server/store/open';
import { RecordStore } from '../../src/lib/server/store/record';
import type { Store } from '../../src/lib/server/store/store';

export const TEAM = 'team-1';
const SECRET = 'secret';

export class Workspace {
  private constructor(
    readonly folder: string,
    readonly store: Store,
    readonly record: RecordStore,
    readonly organisation: Organisation,
  ) {}

  static async open(): Promise<Workspace> {
    const folder = mkdtempSync(join(tmpdir(), 'doorstep-import-'));
    const store = await openStore({ dataDir: join(folder, 'data') });
    const organisation = await Organisation.open(store);
    await organisation.putTeam({ id: TEAM, name: 'Team 1', kind: 'team' });
    return new Workspace(folder, store, await RecordStore.open(store), organisation);
  }

  get parts() {
    return { record: this.record, organisation: this.organisation, secret: SECRET };
  }

  /** Writes a file below the folder: text as it is, values as JSON; packed when the name ends so. Gives its path. */
  file(name: string, content: unknown): string {
    const path = join(this.folder, 'in', name);
    mkdirSync(dirname(path), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
    return path;
  }

  /** Imports the paths, or all files written so far. */
  async import(...paths: string[]): Promise<ImportReport> {
    const job = { paths: paths.length > 0 ? paths : [join(this.folder, 'in')], team: TEAM };
    const outcome = await importFhir(this.parts, job);
    if (outcome.kind !== 'done') throw new Error(outcome.words);
    return outcome.report;
  }

  /** The record of the patient with this key (`Patient/<id>`), by `Type/id`. */
  async recordOf(key: string): Promise<Map<string, FhirResource>> {
    const found = await this.record.read(patientIdOf(SECRET, key));
    return new Map(found?.resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  }

  async close(): Promise<void> {
    this.record.close();
    this.organisation.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Import flags that a resource carries. */
export function flagsOn(resource: FhirResource | undefined): string[] {
  const { tag = [] } = (resource?.['meta'] ?? {}) as { tag?: { system: string; code: string }[] };
  return tag.filter(({ system }) => system === 'urn:doorstep:import').map(({ code }) => code);
}

export const NHS = 'https://fhir.nhs.uk/Id/nhs-number';

export function patient(id: string, extra: object = {}): Record<string, unknown> {
  return { resourceType: 'Patient', id, name: [{ family: `Family-${id}`, given: ['A'] }], ...extra };
}

export function observation(id: string, subject: object, extra: object = {}) {
  return { resourceType: 'Observation', id, status: 'final', code: { text: 'Pulse' }, subject, ...extra };
}

export const of = (id: string) => ({ reference: `Patient/${id}` });

export function bundle(type: string, ...resources: Record<string, unknown>[]) {
  return {
    resourceType: 'Bundle',
    type,
    entry: resources.map(({ fullUrl, ...resource }) => (fullUrl ? { fullUrl, resource } : { resource })),
  };
}

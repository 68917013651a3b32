/** Packs of invented patients, as small as they may be. */
import { deflateRawSync } from 'node:zlib';
import type { Caseload } from '../../../src/lib/record/caseload';
import type { FhirResource } from '../../../src/lib/record/fhir';
import type { Pack, PackLine } from '../../../src/lib/record/pack';
import { framed } from '../../../src/lib/record/packed-lines';

export function patientIdOf(n: number): string {
  return `p${String(n).padStart(20, '0')}`;
}

export function packOf(n: number, version = '1.a'): Pack {
  const patientId = patientIdOf(n);
  const patient: FhirResource = {
    resourceType: 'Patient',
    id: patientId,
    name: [{ family: `Testperson${n}`, given: ['Ada'] }],
    birthDate: '1941-03-12',
  };
  const note: FhirResource = { resourceType: 'Basic', id: `b${n}-${version}`, text: 'secret-word-wombat' };
  return { patientId, version, asOf: '2026-11-22T07:52:00.000Z', resources: [patient, note] };
}

export function lineOf({ patientId, version, asOf, resources }: Pack): PackLine {
  return { patientId, version, asOf, changed: resources, count: resources.length };
}

export function caseloadOf(versions: readonly (readonly [n: number, version: string])[]): Caseload {
  return {
    asOf: '2026-11-22T07:52:00.000Z',
    serverKeyId: 'server-key',
    leaseHours: 24,
    rows: versions.map(([n, version]) => ({
      patientId: patientIdOf(n),
      version,
      why: [{ kind: 'team', name: 'Testbury' }],
    })),
    visits: [],
  };
}

/** The answer of `POST /api/packs`, with its end line. */
export function ndjson(lines: readonly object[]): string {
  return withEnd(lines)
    .map((line) => `${line}\n`)
    .join('');
}

/** The same as `packed-lines.ts` has it. */
export function packedLines(lines: readonly object[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    Buffer.concat(withEnd(lines).map((line) => framed(new Uint8Array(deflateRawSync(line))))),
  );
}

function withEnd(lines: readonly object[]): string[] {
  return [...lines, { end: true, lines: lines.length }].map((line) => JSON.stringify(line));
}

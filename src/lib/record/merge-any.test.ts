/** What holds of a merge whatever the three versions are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FhirResource } from './fhir';
import { merge } from './merge';
import { same } from './same';

describe('for any three versions', () => {
  const word = fc.constantFrom('a', 'b', 'c', '10 units', 'DNACPR');
  const detail = fc.record({ status: word, description: word, dose: word }, { requiredKeys: [] });
  const activities = fc.uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '3', '4/x'), detail }), {
    selector: ({ id }) => id,
  });
  const loose = fc.array(fc.record({ text: word }), { maxLength: 2 });
  const fields = fc.record(
    {
      title: word,
      activity: activities,
      note: loose,
      period: fc.record({ start: word, end: word }),
      target: detail,
    },
    { requiredKeys: [] },
  );
  const type = fc.constantFrom('CarePlan', 'Goal', 'MedicationRequest');
  const version = (resourceType: string, content: object): FhirResource => ({
    resourceType,
    id: 'x',
    ...content,
  });
  const three = fc.tuple(type, fields, fields, fields);

  const check = (property: (b: FhirResource, c: FhirResource, p: FhirResource) => void) => {
    fc.assert(
      fc.property(three, ([name, b, c, p]) => {
        property(version(name, b), version(name, c), version(name, p));
      }),
      { numRuns: 500 },
    );
  };

  it('one side’s change alone is the result', () => {
    check((b, c, p) => {
      expect(merge(b, b, p)).toEqual({ merged: p, conflicts: [] });
      expect(merge(b, c, b)).toEqual({ merged: c, conflicts: [] });
      expect(merge(b, p, p)).toEqual({ merged: p, conflicts: [] });
    });
  });

  it('the conflicts are the same from both sides', () => {
    check((b, c, p) => {
      const swapped = merge(b, p, c).conflicts.map((x) => ({
        ...x,
        current: x.proposed,
        proposed: x.current,
      }));
      expect(swapped).toEqual(merge(b, c, p).conflicts);
    });
  });

  it('no change of either side is lost: it is in the result or in a conflict', () => {
    check((b, c, p) => {
      const { merged, conflicts } = merge(b, c, p);
      for (const side of [c, p]) {
        for (const [path, was, is] of leaves(b, side)) {
          const kept = same(at(merged, path), is);
          const raised = conflicts.some((conflict) => touches(conflict.path, path));
          expect(kept || raised, JSON.stringify({ path, was, is })).toBe(true);
        }
      }
    });
  });

  it('where there is a conflict the current value stands', () => {
    check((b, c, p) => {
      const { merged, conflicts } = merge(b, c, p);
      for (const { path, current } of conflicts) {
        expect(at(merged, path.split('/').map(unescaped))).toEqual(current);
      }
    });
  });
});

/** Values of `side` that differ from the base, by path; items of a list with ids by their id. */
function leaves(base: unknown, side: unknown, path: string[] = []): [string[], unknown, unknown][] {
  if (same(base, side)) return [];
  // What is absent has none of the parts that the other has.
  const [from, to] = [asFields(base ?? {}), asFields(side ?? {})];
  if (!from || !to) return [[path, base, side]];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) =>
    leaves(from[name], to[name], [...path, name]),
  );
}

function asFields(value: unknown): Record<string, unknown> | undefined {
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? { ...value } : undefined;
  const items = (value as { id?: string }[]).map((item): [string | undefined, unknown] => [item.id, item]);
  return items.some(([id]) => id === undefined)
    ? undefined
    : (Object.fromEntries(items) as Record<string, unknown>);
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => asFields(inner)?.[name], value);
}

function touches(conflict: string, path: string[]): boolean {
  const parts = conflict.split('/').map(unescaped);
  return parts.every((part, i) => path[i] === undefined || path[i] === part);
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

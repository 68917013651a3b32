/** What still waits in any of the places in which something waits for the server, when nothing should any more. */
import type { JournalRow } from '../../../src/lib/device/journal/registry';
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import type { AppServer } from './app-server';
import type { Tablet } from './tablet';

/** In words; empty when all is done. */
export async function whatWaits(server: AppServer, tablets: readonly Tablet[]): Promise<string[]> {
  const { waiting, retrying } = server.filing.backlog();
  const backlog = waiting + retrying === 0 ? [] : [`the server has ${waiting + retrying} journals to file`];
  return [...backlog, ...(await Promise.all(tablets.map(onTablet))).flat()];
}

async function onTablet(tablet: Tablet): Promise<string[]> {
  const { name, vault, open, standing } = tablet;
  if (!open || !standing) return [`${name} is off`];
  const { registry, entryCopies, losses } = standing;
  const entries = [...open.journal.entries.values()];
  const states = entries.map(stateOfOwn);
  const unanswered = states.filter((state) => state === 'on-device' || state === 'received').length;
  const rows = await registry.findOf(vault.userHash);
  // One that is listed before its first entry, which then found no room, waits for nothing and does no harm.
  const isFor = (row: JournalRow) => entries.some(({ journal }) => journal === row.name);
  const listed = rows.filter((row) => row.held || (row.waiting !== '' && isFor(row))).length;
  const copied = (await entryCopies.list(vault.userHash)).length;
  const lost = (await losses.findAll(vault.userHash)).length;
  const warnings = open.status.state.warnings.filter((code) => code !== 'clock-off');
  return [
    ...(unanswered > 0 ? [`${name} has ${unanswered} entries without an answer`] : []),
    ...(listed > 0 ? [`${name} lists ${listed} journals as waiting`] : []),
    ...(copied > 0 ? [`${name} keeps copies of ${copied} entries that are answered`] : []),
    ...(lost > 0 ? [`${name} names entries as lost`] : []),
    ...warnings.map((code) => `${name} warns of ${code}`),
  ];
}

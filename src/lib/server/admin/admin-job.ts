/** Administration by the command line: by the server that runs, or in its place while none does. */
import * as v from 'valibot';
import { COMMAND_LINE } from '../audit/command-line';
import type { Job } from '../control-socket';
import type { Device } from '../journals/devices';
import { NAME_LETTERS } from '../lease/make-notice';
import { membersOfTeam, membersOfUser } from './members';
import { administer, AdminActSchema, type AdminParts } from './administration';

export const ADMIN = 'admin';

export const AdminRequestSchema = v.union([
  AdminActSchema,
  v.object({ act: v.picklist(['list-users', 'list-teams', 'list-devices', 'verify-audit']) }),
  v.object({ act: v.literal('list-members'), user: v.string() }),
  v.object({ act: v.literal('list-members'), team: v.string() }),
]);
export type AdminRequest = v.InferOutput<typeof AdminRequestSchema>;

export const AdminAnswerSchema = v.object({ kind: v.picklist(['done', 'refused']), words: v.string() });
export type AdminAnswer = v.InferOutput<typeof AdminAnswerSchema>;

export function adminJob(parts: AdminParts): Job {
  return (of) => answer(v.parse(AdminRequestSchema, of), parts);
}

export async function answer(request: AdminRequest, parts: AdminParts): Promise<AdminAnswer> {
  const { organisation, devices, audit } = parts;
  switch (request.act) {
    case 'list-users':
      return lines(await organisation.users(), ({ id, username, name, role }) => [id, username, name, role]);
    case 'list-teams':
      return lines(await organisation.teams(), ({ id, kind, name }) => [id, kind, name]);
    case 'list-members': {
      const members =
        'user' in request
          ? await membersOfUser(request.user, organisation, parts.now())
          : await membersOfTeam(request.team, organisation, parts.now());
      if (!members) return { kind: 'refused', words: 'There is no such user or team.' };
      return lines(members, ({ teamId, of, from = '', until = '', why = '', state }) => [
        ...[teamId, of.kind, of.id, of.name ?? ''],
        ...[state, from, until, why],
      ]);
    }
    case 'list-devices': {
      const lost = new Map((await devices.allLost()).map((one) => [one.deviceId, one]));
      const stateOf = ({ deviceId, journalBase }: Device) => {
        const reported = lost.get(deviceId);
        if (!reported) return '';
        return journalBase in reported.wiped ? 'lost, wiped' : 'lost, not wiped yet';
      };
      return lines(await devices.findAll(), (device) => [
        device.deviceId,
        device.userId,
        device.lastContact,
        device.appVersion,
        device.leaseUntil ?? '',
        device.unfiled === undefined ? 'unfiled: not known' : `unfiled: ${device.unfiled}`,
        stateOf(device),
        device.journalBase.slice(0, NAME_LETTERS),
      ]);
    }
    case 'verify-audit': {
      const chains = await audit.records.chains();
      const found = await Promise.all(chains.map((chain) => audit.findBreach(chain)));
      const broken = chains.flatMap((chain, n) => {
        const breach = found[n];
        return breach ? [`${chain}: ${breach.breach} at ${breach.seq}`] : [];
      });
      const whole = `${chains.length - broken.length} of ${chains.length} chains are whole`;
      return { kind: broken.length === 0 ? 'done' : 'refused', words: [whole, ...broken].join('\n') };
    }
    default:
      return administer(request, parts, COMMAND_LINE);
  }
}

function lines<T>(items: readonly T[], columns: (item: T) => readonly string[]): AdminAnswer {
  return { kind: 'done', words: items.map((item) => columns(item).join('\t')).join('\n') };
}

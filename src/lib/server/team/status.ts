/** How the devices of a team are, the alarming ones first. Pure. */
import type { TeamDevice } from '../../record/team-status';
import { isUnfiledTooLong } from '../../record/unfiled-alarm';
import type { User } from '../../record/user';
import type { Device, DeviceLoss } from '../journals/devices';

export interface TeamStatusFacts {
  /** Whose devices may be shown. */
  members: readonly Pick<User, 'id' | 'name'>[];
  devices: readonly Device[];
  losses: readonly DeviceLoss[];
  alarmHours: number;
  now: Date;
}

export function teamDevices({ members, devices, losses, alarmHours, now }: TeamStatusFacts): TeamDevice[] {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const rows = devices.flatMap((device) => {
    const userName = names.get(device.userId);
    if (userName === undefined) return [];
    const { deviceId, journalBase, lastContact, appVersion, unfiled, oldestUnfiled } = device;
    return {
      ...{ deviceId, userName, lastContact, appVersion },
      ...(unfiled === undefined ? {} : { unfiled }),
      ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }),
      lost: losses
        .filter((loss) => loss.journalBase === journalBase)
        .reduce((sum, { count }) => sum + count, 0),
      alarm: isUnfiledTooLong(oldestUnfiled, alarmHours, now),
    };
  });
  return rows.sort(
    (a, b) =>
      Number(b.alarm) - Number(a.alarm) ||
      b.lost - a.lost ||
      a.userName.localeCompare(b.userName) ||
      a.deviceId.localeCompare(b.deviceId),
  );
}

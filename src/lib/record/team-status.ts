/** `GET /api/team`: how the devices of a team lead's teams are, as of their last contacts. Nothing of a patient. */
import * as v from 'valibot';

export const TeamDeviceSchema = v.looseObject({
  /** Tells the devices of one user apart. */
  deviceId: v.string(),
  userName: v.string(),
  lastContact: v.string(),
  appVersion: v.string(),
  /** Absent until the device has told. */
  unfiled: v.optional(v.number()),
  oldestUnfiled: v.optional(v.string()),
  /** Entries that are gone from the device. */
  lost: v.number(),
  /** Something on it is unfiled for longer than the set age. */
  alarm: v.boolean(),
});
export type TeamDevice = v.InferOutput<typeof TeamDeviceSchema>;

export const TeamStatusSchema = v.looseObject({
  alarmHours: v.number(),
  devices: v.array(TeamDeviceSchema),
});
export type TeamStatus = v.InferOutput<typeof TeamStatusSchema>;

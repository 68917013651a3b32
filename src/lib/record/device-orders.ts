/** `GET /api/device`: what the server wants of a device, whoever is signed in. Asked with the device's credential alone. */
import * as v from 'valibot';

export const DeviceOrdersSchema = v.looseObject({
  /** `wipe`: the device was reported lost. Its sealed entries are taken up first. */
  order: v.picklist(['none', 'wipe']),
  /** The user of this enrolment has left the organisation: what the device has of patients for them goes. */
  left: v.optional(v.literal(true)),
});
export type DeviceOrders = v.InferOutput<typeof DeviceOrdersSchema>;

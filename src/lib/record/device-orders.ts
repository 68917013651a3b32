/** `GET /api/device`: what the server wants of a device, whoever is signed in. Asked with the device's credential alone. */
import * as v from 'valibot';

export const DeviceOrdersSchema = v.looseObject({
  /** `wipe`: the device was reported lost. Its sealed entries are taken up first. */
  order: v.picklist(['none', 'wipe']),
});
export type DeviceOrders = v.InferOutput<typeof DeviceOrdersSchema>;

/** What the help desk asks for, as a file. Nothing of a patient: see `DeviceHealth`. */
import type { DeviceHealth } from '../device/api';

/** JSON for people to read. */
export function diagnosticsOf(health: DeviceHealth, now: Date, browser = navigator.userAgent): string {
  return JSON.stringify({ product: 'Doorstep', writtenAt: now.toISOString(), browser, ...health }, null, 2);
}

/** Hands `text` to the browser as a download. */
export function saveAsFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

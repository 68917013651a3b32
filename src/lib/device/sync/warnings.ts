/** Warnings in words: what happened, and what it means for the day. */
import type { Warning } from '../api';

export type WarningCode = Warning['code'];

export const WARNING_WORDS: Record<WarningCode, string> = {
  'empty-caseload':
    'The server sent an empty caseload. The patients on this device are kept as they were. Check with your team lead.',
  'captive-portal':
    'This Wi-Fi wants you to sign in to it first, or something else answers in place of the server. Nothing was sent or changed.',
  'unknown-server-key':
    'The server uses a key that this device does not know. Nothing is sent until that is settled. Call your IT help desk.',
  'clock-off':
    'The clock of this device is wrong. Times are taken from the server, and what you write is marked as corrected.',
  'pack-damaged':
    'Part of what is stored on this device can not be read. It is fetched again when the server is reached.',
  'journal-damaged':
    'Part of what you wrote can not be read on this device. What the server has of it is fetched again; if something is lost, you are told what.',
  'draft-lost':
    'Something that you were writing and had not saved can not be read any more. What you saved is not concerned.',
  'signed-out':
    'You are signed out of the server. Everything is kept here, and what you write is still sent sealed where it can be. Sign in again to get news.',
  'server-error': 'The server has a problem. Everything is kept here and sent when it works again.',
  'disk-full':
    'The storage of this device is full. What you wrote is kept. Free some space: until then new records can not come down, and nothing more may find room.',
};

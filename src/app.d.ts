import type { User } from '$lib/record/user';
import type { Device } from '$lib/server/journals/devices';
import type { Server } from '$lib/server/server';

declare global {
  namespace App {
    interface Locals {
      server: Server;
      /** Who is signed in, if anybody; set in hooks for every request. */
      user?: User;
      sessionUntil?: string;
      /** The enrolment that the request comes from, when it shows its credential. */
      enrolment?: Device;
    }
  }
}

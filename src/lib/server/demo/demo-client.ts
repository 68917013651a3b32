/** What the server and its demo provider know of each other. */
import type { Directory } from '../identity/directory';

/** The path under the app's origin at which browsers reach the provider. */
export const MOUNT = '/demo-sign-in';
export const CLIENT_ID = 'doorstep';

export interface DemoProviderOptions {
  origin: string;
  redirectUri: string;
  /** Signs the provider's cookies and stands for its one client. */
  secret: string;
  directory: Directory;
}

/** The provider's issuer. */
export const issuerAt = (origin: string): string => `${origin}${MOUNT}`;

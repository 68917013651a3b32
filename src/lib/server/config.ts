/** What an operator can set, read once at start from the environment. The README lists it; a test holds the two together. */
import { resolve } from 'node:path';
import * as v from 'valibot';

/** A setting that can't be used: one line, fit to be printed as it is. Holds no secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Browsers run service workers and WebCrypto only here: https, or this machine itself. */
function isSecureContext(text: string): boolean {
  const url = urlOf(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

const wholeNumber = (from: number, to: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number), v.minValue(from), v.maxValue(to));
const given = v.pipe(v.string(), v.minLength(1));
const url = (allowed: (text: string) => boolean) => v.pipe(v.string(), v.check(allowed));

interface Setting {
  schema: v.GenericSchema<unknown, string | number | boolean>;
  /** What would be right, in words, for the error line. */
  expected: string;
  /** Its value is not printed. */
  secret?: true;
}

/** Every setting, by the name of its environment variable. */
export const SETTINGS = {
  PORT: { schema: wholeNumber(1, 65_535), expected: 'a whole number from 1 to 65535' },
  HOST: {
    schema: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.:-]+$/)),
    expected: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0',
  },
  ORIGIN: {
    schema: url((text) => isSecureContext(text) && urlOf(text)?.origin === text),
    expected: 'https://name, or http://localhost:PORT for this machine alone, with nothing after it',
  },
  DATA_DIR: { schema: given, expected: 'a folder' },
  KEYS_FILE: { schema: given, expected: 'a file' },
  COUCHDB_URL: {
    schema: url((text) => /^https?:$/.test(urlOf(text)?.protocol ?? '')),
    expected: 'http(s)://user:password@host:port',
    secret: true,
  },
  PATIENTS: { schema: wholeNumber(1, 10_000), expected: 'a whole number from 1 to 10000' },
  LEASE_HOURS: { schema: wholeNumber(1, 720), expected: 'a whole number of hours from 1 to 720' },
  UNFILED_ALARM_HOURS: { schema: wholeNumber(1, 720), expected: 'a whole number of hours from 1 to 720' },
  SESSION_HOURS: { schema: wholeNumber(1, 720), expected: 'a whole number of hours from 1 to 720' },
  DEMO: {
    schema: v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
    expected: 'true or false',
  },
  OIDC_ISSUER: { schema: url(isSecureContext), expected: 'the https address of an OpenID Connect issuer' },
  OIDC_CLIENT_ID: { schema: given, expected: 'the client id that the issuer gave' },
  OIDC_CLIENT_SECRET: { schema: given, expected: 'the client secret that the issuer gave', secret: true },
  OIDC_CLIENT_KEY_FILE: { schema: given, expected: 'a file with the client’s private JWK' },
  OIDC_SCOPE: {
    schema: v.pipe(v.string(), v.regex(/^openid( [\w.:/-]+)*$/)),
    expected: 'scopes with spaces between them, “openid” first',
  },
  OIDC_ROLES: {
    schema: v.pipe(v.string(), v.regex(/^[\w:.-]+=[a-z-]+(,[\w:.-]+=[a-z-]+)*$/)),
    expected: 'the issuer’s codes for our roles, such as R8001=community-nurse,R0260=gp',
  },
  BODY_SIZE_LIMIT: {
    schema: v.pipe(v.string(), v.regex(/^\d+[KMG]?$/)),
    expected: 'a number of bytes, such as 20M',
  },
} as const satisfies Record<string, Setting>;

type Name = keyof typeof SETTINGS;
type Value<N extends Name> = v.InferOutput<(typeof SETTINGS)[N]['schema']>;

/** How clinicians sign in: at the organisation's issuer, or with one press at the built-in demo provider. */
export type SignInConfig =
  | {
      kind: 'issuer';
      issuer: string;
      clientId: string;
      /** How the server shows who it is: by a secret, or by a key (`private_key_jwt`). */
      client: { clientSecret: string } | { clientKeyFile: string };
      scope: string;
      /** The issuer's codes for our roles. */
      roles: Readonly<Record<string, string>>;
    }
  | { kind: 'demo' };

export interface Config {
  port: number;
  host: string;
  /** As browsers see it, `scheme://host[:port]`. */
  origin: string;
  dataDir: string;
  keysFile: string;
  /** With user and password: never to be printed. */
  couchdbUrl?: string;
  signIn: SignInConfig;
  /** Fill and keep up the demo organisation. */
  demo: boolean;
  /** Size of the demo's community nursing team; its own default when absent. */
  patients?: number;
  leaseHours: number;
  /** Entries that are unfiled for longer are alarmed on the device and on the team lead's page. */
  unfiledAlarmHours: number;
  sessionHours: number;
  /** Longest request body, as adapter-node writes it: `20M`. */
  bodySizeLimit: string;
}

/** Reads and checks every setting. Throws a `ConfigError` for the first that can't be used; an empty one counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = <N extends Name>(name: N): Value<N> | undefined => {
    const text = env[name]?.trim() ?? '';
    if (text === '') return undefined;
    const setting: Setting = SETTINGS[name];
    const parsed = v.safeParse(setting.schema, text);
    if (parsed.success) return parsed.output;
    const shown = setting.secret ? 'a value that can’t be used' : `“${text}”`;
    throw new ConfigError(`${name} is ${shown}; expected ${setting.expected}.`);
  };
  const port = read('PORT') ?? 4321;
  const origin = read('ORIGIN') ?? `http://localhost:${port}`;
  const dataDir = resolve(read('DATA_DIR') ?? 'data');
  const couchdbUrl = read('COUCHDB_URL');
  const patients = read('PATIENTS');
  const signIn = readSignIn({
    issuer: read('OIDC_ISSUER'),
    clientId: read('OIDC_CLIENT_ID'),
    clientSecret: read('OIDC_CLIENT_SECRET'),
    clientKeyFile: read('OIDC_CLIENT_KEY_FILE'),
    scope: read('OIDC_SCOPE'),
    roles: read('OIDC_ROLES'),
  });
  const demo = read('DEMO') ?? signIn.kind === 'demo';
  checkDemo(signIn, demo, origin, env['DEMO']);
  return {
    port,
    host: read('HOST') ?? '127.0.0.1',
    origin,
    dataDir,
    keysFile: resolve(read('KEYS_FILE') ?? `${dataDir}/keys.json`),
    ...(couchdbUrl === undefined ? {} : { couchdbUrl }),
    signIn,
    demo,
    ...(patients === undefined ? {} : { patients }),
    leaseHours: read('LEASE_HOURS') ?? 72,
    unfiledAlarmHours: read('UNFILED_ALARM_HOURS') ?? 24,
    sessionHours: read('SESSION_HOURS') ?? 72,
    bodySizeLimit: read('BODY_SIZE_LIMIT') ?? '20M',
  };
}

function readSignIn(given: Partial<Record<string, string | undefined>>): SignInConfig {
  const { issuer, clientId, clientSecret, clientKeyFile, scope = 'openid profile', roles = '' } = given;
  if (issuer === undefined) {
    if (Object.values(given).every((value) => value === undefined)) return { kind: 'demo' };
    throw new ConfigError('OIDC_ISSUER is not set; the other OIDC settings need it.');
  }
  if (clientId === undefined) throw new ConfigError('OIDC_CLIENT_ID is not set; OIDC_ISSUER needs it.');
  const client =
    clientKeyFile === undefined
      ? clientSecret === undefined
        ? undefined
        : { clientSecret }
      : { clientKeyFile: resolve(clientKeyFile) };
  if (!client) {
    throw new ConfigError('OIDC_CLIENT_SECRET is not set; OIDC_ISSUER needs it, or OIDC_CLIENT_KEY_FILE.');
  }
  const pairs = roles === '' ? [] : roles.split(',').map((pair) => pair.split('='));
  return {
    kind: 'issuer',
    issuer,
    clientId,
    client,
    scope,
    roles: Object.fromEntries(pairs) as Record<string, string>,
  };
}

/** Sign-in without a password must never come about by forgetting a setting on a server that others can reach. */
function checkDemo(signIn: SignInConfig, demo: boolean, origin: string, asked: string | undefined): void {
  if (signIn.kind === 'issuer') return;
  if (!demo) throw new ConfigError('DEMO is “false” and OIDC_ISSUER is not set; nobody could sign in.');
  if (!LOOPBACK.has(new URL(origin).hostname) && (asked ?? '') === '') {
    throw new ConfigError(
      'OIDC_ISSUER is not set; expected an issuer, or DEMO=true to let anyone sign in without a password.',
    );
  }
}

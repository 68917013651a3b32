import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config';

const ISSUER = { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'c', OIDC_CLIENT_SECRET: 's3cret' };

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('readConfig', () => {
  it('needs nothing: a demo on this machine', () => {
    expect(readConfig({})).toMatchObject({
      port: 4321,
      host: '127.0.0.1',
      origin: 'http://localhost:4321',
      signIn: { kind: 'demo' },
      demo: true,
      leaseHours: 72,
    });
  });

  it('counts an empty value as unset, and the origin follows the port', () => {
    expect(readConfig({ PORT: '5000', ORIGIN: '', PATIENTS: ' ' }).origin).toBe('http://localhost:5000');
  });

  it('takes an issuer, and is then no demo', () => {
    const config = readConfig({ ...ISSUER, ORIGIN: 'https://doorstep.example' });
    expect(config.demo).toBe(false);
    expect(config.signIn).toEqual({
      kind: 'issuer',
      issuer: 'https://id.example',
      clientId: 'c',
      client: { clientSecret: 's3cret' },
      scope: 'openid profile',
      roles: {},
    });
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is “abc”; expected a whole number from 1 to 65535.'],
    [{ PORT: '70000' }, 'PORT is “70000”; expected a whole number from 1 to 65535.'],
    [{ PATIENTS: '0' }, 'PATIENTS is “0”; expected a whole number from 1 to 10000.'],
    [{ LEASE_HOURS: '-1' }, 'LEASE_HOURS is “-1”; expected a whole number of hours from 1 to 720.'],
    [{ DEMO: 'perhaps' }, 'DEMO is “perhaps”; expected true or false.'],
    [{ BODY_SIZE_LIMIT: 'big' }, 'BODY_SIZE_LIMIT is “big”; expected a number of bytes, such as 20M.'],
  ])('stops at %j with one line that names variable, value and what is right', (env, line) => {
    expect(refusal(env as Record<string, string>)).toBe(line);
  });

  it.each([
    'http://doorstep.example',
    'https://doorstep.example/',
    'localhost:4321',
    'https://a.example/path',
  ])('refuses the origin %s: browsers would not run the app there, or never name it so', (origin) => {
    expect(refusal({ ...ISSUER, ORIGIN: origin })).toContain(`ORIGIN is “${origin}”`);
  });

  it('prints no secret', () => {
    expect(refusal({ COUCHDB_URL: 'ftp://admin:hunter2@db' })).toMatch(
      /^COUCHDB_URL is a value that can’t be used/,
    );
    expect(refusal({ COUCHDB_URL: 'ftp://admin:hunter2@db' })).not.toContain('hunter2');
  });

  it('names what an issuer still needs', () => {
    expect(refusal({ OIDC_ISSUER: 'https://id.example' })).toContain('OIDC_CLIENT_ID is not set');
    expect(refusal({ OIDC_CLIENT_ID: 'c' })).toContain('OIDC_ISSUER is not set');
  });

  it('lets nobody in without a password beyond this machine, unless that is asked for', () => {
    expect(refusal({ ORIGIN: 'https://doorstep.example' })).toContain('DEMO=true');
    expect(refusal({ ORIGIN: 'https://doorstep.example', DEMO: 'true' })).toBe('accepted');
    expect(refusal({ DEMO: 'false' })).toContain('nobody could sign in');
  });
});

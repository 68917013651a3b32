import { describe, expect, it } from 'vitest';
import { accountOf, fitsRole } from './claims';

const CIS2 = {
  sub: '910000000001',
  uid: '910000000001',
  nhsid_useruid: '910000000001',
  name: 'OKAFOR Amara (Miss)',
  selected_roleid: '555254242102',
  nhsid_nrbac_roles: [
    { person_orgid: '1', person_roleid: '555254240100', org_code: 'A1001', role_code: 'S8000:G8000:R8000' },
    { person_orgid: '2', person_roleid: '555254242102', org_code: 'RYK', role_code: 'S8000:G8000:R8001' },
  ],
};
const PLAIN = {
  sub: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  preferred_username: 'amara',
  realm_access: { roles: ['offline_access', 'community-nurse'] },
};

describe('an account', () => {
  it('as NHS CIS2 gives it: the uid, and of the national roles the one that was selected', () => {
    expect(accountOf(CIS2)).toEqual({ username: '910000000001', roles: ['R8001'] });
    const { selected_roleid: _, ...unselected } = CIS2;
    expect(accountOf(unselected)?.roles).toEqual(['R8000', 'R8001']);
    expect(accountOf({ ...CIS2, selected_roleid: 'another' })?.roles).toEqual([]);
  });

  it('as a plain provider gives it: the user name, and the roles of the realm', () => {
    expect(accountOf(PLAIN)).toEqual({ username: 'amara', roles: ['offline_access', 'community-nurse'] });
    expect(accountOf({ sub: 'amara' })).toEqual({ username: 'amara' });
  });

  it.each([undefined, {}, { sub: '' }, { sub: 7 }, { ...CIS2, uid: '', nhsid_useruid: '', sub: undefined }])(
    'is not seen in %j',
    (claims) => {
      expect(accountOf(claims)).toBeUndefined();
    },
  );
});

it('a role that the provider names has to be the one that the organisation gave', () => {
  const names = { R8001: 'community-nurse' };
  const fits = (roles: string[] | undefined, role = 'community-nurse') =>
    fitsRole({ username: 'a', ...(roles ? { roles } : {}) }, role, names);
  expect(fits(undefined)).toBe(true);
  expect(fits(['R8001'])).toBe(true);
  expect(fits(['offline_access'])).toBe(false);
  expect(fits(['R8010'], 'administrator')).toBe(false);
  expect(fits(['R8001'], 'administrator')).toBe(false);
  expect(fits(['gp'])).toBe(false);
  expect(fits(['gp', 'community-nurse'])).toBe(true);
  expect(fitsRole({ username: 'a', roles: ['offline_access'] }, 'gp')).toBe(true);
  expect(fitsRole({ username: 'a', roles: ['midwife'] }, 'gp')).toBe(false);
});

/** What the repository says of itself is true. */
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/lib/server/config';
import { textOf } from './source-files';

interface PackageJson {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

interface PackageLock {
  packages: Record<string, { integrity?: string; optionalDependencies?: Record<string, string> }>;
}

describe('dependencies', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as PackageJson;
  const named = [...textOf('docs/dependencies.md').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);

  it('each one is named in docs/dependencies.md, with why, and no other', () => {
    expect([...named].sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });

  it('the lock file names the optional packages of every system, without which `npm ci` refuses it', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as PackageLock;
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('the lock file names a hash for every package, and not the registry that served it', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as PackageLock;
    const unhashed = Object.entries(packages).filter(
      ([, { integrity = '' }]) => !integrity.startsWith('sha512-'),
    );
    // What is left is the project itself.
    expect(unhashed.map(([path]) => path)).toEqual(['']);
    expect(textOf('package-lock.json')).not.toMatch(/"resolved": "https?:/);
    expect(textOf('.npmrc')).not.toMatch(/registry\s*=|_auth/);
  });
});

describe('settings', () => {
  it.each(Object.keys(SETTINGS))('%s stands in the README and in .env.example', (name) => {
    expect(textOf('README.md')).toContain(`| \`${name}\``);
    expect(textOf('.env.example')).toContain(`# ${name}=`);
  });
});

import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Two builds are two versions, also of the same release: a tablet has to notice. A build reads this in several processes. */
process.env['DOORSTEP_BUILT_AT'] ??= new Date().toISOString().replace(/\.\d+|\D/g, '');

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ out: 'build', precompress: true }),
    version: { name: `${version}-${process.env['DOORSTEP_BUILT_AT']}` },
    // The shell is one prerendered page that the service worker serves for every address.
    paths: { relative: false },
    serviceWorker: { register: false },
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        // Argon2id runs as WebAssembly; nothing else may be compiled from strings.
        'script-src': ['self', 'wasm-unsafe-eval'],
        // The one style attribute is that of SvelteKit's own announcer for screen readers, by its hash.
        'style-src': ['self', 'unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
        'img-src': ['self', 'blob:', 'data:'],
        'worker-src': ['self'],
        'connect-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
      },
    },
  },
};

/**
 * Adds to package-lock.json the optional packages of other platforms that `npm install` left out because the registry
 * at hand does not hold them. Without them `npm ci` refuses the lock file, and other platforms lack their binaries.
 * Run it after every `npm install`; a test fails where it was forgotten.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = new URL('../package-lock.json', import.meta.url)
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

const lock = JSON.parse(readFileSync(FILE, 'utf8'))
for (const owner of Object.values(lock.packages))
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {}))
    lock.packages[`node_modules/${name}`] ??= entry(name, version, owner)
const [root, ...rest] = Object.keys(lock.packages)
lock.packages = Object.fromEntries([root, ...rest.sort()].map((path) => [path, lock.packages[path]]))
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)

/** The platform stands in the package's name: `@biomejs/cli-linux-x64-musl`. */
function entry(name, version, owner) {
  const words = name.split(/[/-]/)
  const system = SYSTEMS.find((known) => words.includes(known))
  const processor = PROCESSORS.find((known) => words.includes(known))
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : null
  return {
    version,
    ...(processor ? { cpu: [processor] } : {}),
    ...(owner.dev ? { dev: true } : {}),
    ...(system === 'linux' && libc ? { libc: [libc] } : {}),
    license: owner.license,
    optional: true,
    ...(system ? { os: [system] } : {}),
  }
}

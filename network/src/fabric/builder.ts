import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files.js';

/**
 * Environment variable of a peer with the values for the templates in its chaincodes' connections, a flat JSON object;
 * the one Fabric's own builder for chaincode as a service reads, so that a package works with either.
 */
export const BUILDER_CONFIGURATION = 'CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG';

/** `detect SOURCE METADATA`: whether the package is a service's. */
const DETECT = `#!/bin/sh
grep -q '"type" *: *"ccaas"' "$2/metadata.json" && test -f "$1/connection.json"
`;

/** `build SOURCE METADATA OUTPUT`: nothing to build, the service is built where it runs. */
const BUILD = `#!/bin/sh
set -eu
cp -R "$1/." "$3/"
`;

/**
 * `release OUTPUT RELEASE`: hands the peer connection.json with every {{.name}} filled in. Both files are single-line
 * JSON, and values go over as they are written, escapes included.
 */
const RELEASE = `#!/bin/sh
set -eu
mkdir -p "$2/chaincode/server"
exec awk '
BEGIN {
    rest = ENVIRON["${BUILDER_CONFIGURATION}"]
    while (match(rest, /"[^"]*" *: *"[^"]*"/)) {
        pair = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        split(pair, part, "\\"")
        value[part[2]] = part[4]
    }
}
{
    line = $0
    while (match(line, /[{][{][.][A-Za-z0-9_]*[}][}]/)) {
        name = substr(line, RSTART + 3, RLENGTH - 5)
        if (!(name in value)) {
            print "no value for " name " in ${BUILDER_CONFIGURATION}" > "/dev/stderr"
            exit 1
        }
        line = substr(line, 1, RSTART - 1) value[name] substr(line, RSTART + RLENGTH)
    }
    print line
}' "$1/connection.json" > "$2/chaincode/server/connection.json"
`;

/** Writes the external builder that peers call for chaincodes as a service; it needs nothing but a POSIX shell. */
export async function writeBuilder(folder: string): Promise<void> {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    for (const [name, script] of Object.entries({ detect: DETECT, build: BUILD, release: RELEASE })) {
        await writeFileAtomically(join(bin, name), script, 0o755);
        await chmod(join(bin, name), 0o755);
    }
}

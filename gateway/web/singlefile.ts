import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';

const folder = import.meta.dirname;

/**
 * Builds, after the pages, the one that verifies documents once more as one file, `dist/verify.html`: script, style and both languages in
 * it, so that it works from a disk without any network. Its policy names script and style by their digests and allows no connection.
 */
export function singleFile(shared: Pick<InlineConfig, 'oxc'>): Plugin {
    return {
        name: 'linguang-single-file',
        apply: 'build',
        closeBundle: {
            sequential: true,
            handler: async () => {
                const { script, style } = await bundled(shared);
                writeFileSync(join(folder, 'dist', 'verify.html'), composed(script, style));
            },
        },
    };
}

async function bundled(shared: Pick<InlineConfig, 'oxc'>): Promise<Readonly<{ script: string; style: string }>> {
    const built = await build({
        ...shared,
        root: folder,
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        build: {
            write: false,
            target: 'es2022',
            cssCodeSplit: false,
            modulePreload: false,
            rolldownOptions: {
                input: join(folder, 'src', 'offline', 'main.tsx'),
                output: { codeSplitting: false },
            },
        },
    });
    const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
    const scripts = outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : []));
    const styles = outputs.flatMap((one) =>
        one.type === 'asset' && one.fileName.endsWith('.css') ? [one.source] : [],
    );
    if (scripts.length !== 1 || styles.length !== 1) {
        throw new Error(`one script and one style are expected, not ${scripts.length} and ${styles.length}`);
    }
    return { script: scripts.join(''), style: styles.map(String).join('') };
}

function composed(script: string, style: string): string {
    const inline = script.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    const rules = style.trim();
    const mark = readFileSync(join(folder, 'public', 'mark.svg'));
    const policy = [
        "default-src 'none'",
        `script-src '${digest(inline)}'`,
        `style-src '${digest(rules)}'`,
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
    ].join('; ');
    const parts: Readonly<Record<string, string>> = {
        POLICY: policy,
        MARK: `data:image/svg+xml;base64,${mark.toString('base64')}`,
        STYLE: `<style>${rules}</style>`,
        SCRIPT: `<script type="module">${inline}</script>`,
    };
    const template = readFileSync(join(folder, 'verify.html'), 'utf8');
    return template.replace(/POLICY|MARK|STYLE|SCRIPT/g, (name) => parts[name] ?? name);
}

/** As Content Security Policy Level 3 names a script or a style by its content. */
function digest(text: string): string {
    return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

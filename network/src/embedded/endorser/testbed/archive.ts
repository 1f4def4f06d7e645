import { gzipSync } from 'node:zlib';

/** A gzipped tar archive of files (POSIX ustar), made independently of the code that reads it. */
export function archive(files: Readonly<Record<string, string | Uint8Array>>, type = '0'): Buffer {
    const parts = Object.entries(files).flatMap(([name, content]) => {
        const bytes = Buffer.from(content);
        const header = Buffer.alloc(512);
        header.write(name, 0, 100);
        header.write('0000644\0', 100);
        header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
        header.write(type, 156);
        header.write('ustar\u000000', 257, 'latin1');
        return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
    });
    return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

/** A chaincode package of type ccaas, as `peer lifecycle chaincode package` makes it. */
export function chaincodePackage(
    connection: unknown,
    metadata: unknown = { type: 'ccaas', label: 'asset_1.0' },
): Buffer {
    const code = archive({ 'connection.json': JSON.stringify(connection) });
    return archive({ 'metadata.json': JSON.stringify(metadata), 'code.tar.gz': code });
}

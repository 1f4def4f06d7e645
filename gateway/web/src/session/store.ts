/**
 * One small record in IndexedDB, because only IndexedDB keeps a CryptoKey without ever showing its bytes to a script.
 */
const database = 'linguang';
const shelf = 'session';
const place = 'current';

function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
        const request = indexedDB.open(database, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(shelf);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

async function perform<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opened = await open();
    try {
        return await new Promise((resolve, reject) => {
            const request = act(opened.transaction(shelf, mode).objectStore(shelf));
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    } finally {
        opened.close();
    }
}

/** Keeps a value until it is replaced or forgotten. */
export async function keep(value: unknown): Promise<void> {
    await perform('readwrite', (store) => store.put(value, place));
}

/** The value kept last, or undefined. */
export function recall<T>(): Promise<T | undefined> {
    return perform<T | undefined>('readonly', (store) => store.get(place));
}

/** Forgets the value kept. */
export async function forget(): Promise<void> {
    await perform('readwrite', (store) => store.delete(place));
}

// What was typed and not yet saved, kept in this browser: by person and page, one copy for each open editor.
// A copy goes when the server has what it holds, and when its person logs out. It is sealed with a key that only this
// person's pages carry, so that whoever uses the machine after them reads nothing.
(() => {
    const PREFIX = "sop-isian:";
    const OLDEST = 30 * 24 * 3600 * 1000;
    const { user: me = "", key: secret = "" } = document.currentScript.dataset;
    const room = new BroadcastChannel("sop-isian");
    const open = new Set();
    const turns = new Map(); // of each copy the number of its newest state: an older one that is sealed late is dropped

    const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const textOf = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    const key = (async () => crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"]))();
    key.catch(() => {}); // nobody is logged in, or the line is not secure: nothing is kept, and the editor says so

    const seal = async (content) => {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const data = new TextEncoder().encode(JSON.stringify(content));
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, data);
        return [textOf(iv), textOf(new Uint8Array(sealed))];
    };
    const unseal = async ([iv, sealed]) => {
        const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv) }, await key, bytesOf(sealed));
        return JSON.parse(new TextDecoder().decode(data));
    };

    const nameOf = (id) => `${PREFIX}${me}:${id}`;
    const read = (name) => {
        try {
            return JSON.parse(localStorage.getItem(name));
        } catch {
            return null;
        }
    };
    const names = () => Object.keys(localStorage).filter((name) => name.startsWith(nameOf("")));
    const readable = async (name) => {
        const { sealed, ...open } = read(name) || {};
        try {
            return { id: name.slice(nameOf("").length), ...open, ...(await unseal(sealed)) };
        } catch {
            return {};
        }
    };

    const kept = {
        me,

        /** A name for one open editor; while it is open, no other window offers its copy. */
        enter(id) {
            open.add(id);
        },

        /** Keep the newest state of an editor; false where that can't be done. */
        async put(id, { page, tab, ...content }) {
            const turn = (turns.get(id) || 0) + 1;
            turns.set(id, turn);
            try {
                const sealed = await seal(content);
                if (turns.get(id) === turn) localStorage.setItem(nameOf(id), JSON.stringify({ page, tab, sealed, at: Date.now() }));
                return true;
            } catch {
                return false; // full, or closed by a policy: the person is told that nothing is kept
            }
        },

        drop(id) {
            turns.set(id, (turns.get(id) || 0) + 1);
            localStorage.removeItem(nameOf(id));
        },

        /** The copies that no open editor of this browser is still writing. */
        async left() {
            const found = await Promise.all(names().map(readable));
            const alive = new Set(open);
            const answered = ({ data }) => data.here?.forEach((id) => alive.add(id));
            const ask = new BroadcastChannel("sop-isian");
            ask.addEventListener("message", answered);
            ask.postMessage({ who: true });
            await new Promise((done) => setTimeout(done, 300));
            ask.close();
            return found.filter((copy) => copy.entries && !alive.has(copy.id));
        },

        forget() {
            names().forEach((name) => localStorage.removeItem(name));
        },
    };

    room.addEventListener("message", ({ data }) => {
        if (data.who && open.size) room.postMessage({ here: [...open] });
        if (data.out === me) location.reload(); // its copies are gone, and its session
    });
    // A form of the whole page that was saved says so here, by the name of its editor.
    const saved = document.cookie.match(/(?:^|; )sop_tersimpan=([\w-]+)/);
    if (saved) {
        for (const name of names()) if (read(name)?.tab === saved[1]) localStorage.removeItem(name);
        document.cookie = "sop_tersimpan=; Max-Age=0; Path=/";
    }
    for (const name of Object.keys(localStorage)) {
        const { at, sealed } = (name.startsWith(PREFIX) && read(name)) || { at: Infinity, sealed: true };
        if (!sealed || at < Date.now() - OLDEST) localStorage.removeItem(name);
    }
    document.addEventListener("submit", ({ target }) => {
        if (/\/(logout|keluar)\/$/.test(new URL(target.action, location).pathname)) kept.forget();
    });

    window.sopKept = kept;
})();

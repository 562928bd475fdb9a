// The window in which somebody logged in again: the pages that wait are told, and it closes.
new BroadcastChannel("sop-sesi").postMessage("masuk");
setTimeout(() => window.close(), 400);

// What hour it is where the office is, by the server's clock: the browser's own may be anywhere, and wrong.
(() => {
    const { zone, called, now } = document.currentScript.dataset;
    const ahead = 1000 * now - Date.now();
    const said = (at, parts) =>
        `${new Intl.DateTimeFormat("id", { timeZone: zone, ...parts }).format(at + ahead)} ${called}`;

    // Both take a moment of the browser's clock, in milliseconds.
    window.sopClock = {
        hour: (at) => said(at, { hour: "2-digit", minute: "2-digit" }),
        moment: (at) => said(at, { dateStyle: "long", timeStyle: "short" }),
    };
})();

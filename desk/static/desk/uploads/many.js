// The pages for many files at once: each line can be stopped, tried again, and insisted on.
(() => {
    const { $, sopUploads: uploads } = window;
    const begun = new WeakMap(); // of what is sent the page gets a copy; only the first can be stopped and sent again
    const insisted = new WeakMap();
    const STATES = "upload-complete upload-failure upload-server-error upload-success";

    // What kind a file is the server says, with the remedy; Wagtail's page would only say that its extension is another.
    const askTheServer = () => document.getElementById("fileupload")?.removeAttribute("data-accept-file-types");
    document.addEventListener("readystatechange", askTheServer, { once: true }); // before that page's own script looks

    const again = (data) => {
        const place = $(data.context);
        uploads.forget(place[0]);
        place.removeClass(STATES).addClass("upload-uploading").find(".error_messages").empty();
        begun.get(data.files[0]).submit();
    };

    $(document).on("fileuploadadd", (event, data) => begun.set(data.files[0], data));
    $(document).on("fileuploadsend", (event, data) => {
        const [file] = data.files;
        if (insisted.has(file)) data.data.set("anyway", insisted.get(file));
        const stop = () => {
            data.sopCancelled = true;
            begun.get(file).abort();
        };
        $(data.context).find(".right").append($('<p class="sop-upload"></p>').append(uploads.button("Batalkan", stop)));
    });
    $(document).on("fileuploadalways", (event, data) => $(data.context).find(".right > .sop-upload").remove());
    $(document).on("fileuploadfail", (event, data) => {
        const said = data.sopCancelled ? "Unggahan dibatalkan." : uploads.sentence(data.jqXHR);
        uploads.fail($(data.context).find(".right")[0], said, () => again(data));
    });
    $(document).on("fileuploaddone", (event, data) => {
        $(data.context).one("click", "[data-sop-anyway]", ({ currentTarget }) => {
            insisted.set(data.files[0], currentTarget.dataset.sopAnyway);
            again(data);
        });
    });

    // What Wagtail's page does with a file that is there, it does only where the server agrees; why not, stands at the file.
    const why = ({ status, responseJSON }) =>
        responseJSON?.error_message ||
        (status
            ? `Server belum dapat melakukannya (${status}). Muat ulang halaman ini, lalu coba lagi.`
            : "Sambungan terputus, jadi belum ada yang berubah. Periksa jaringan, lalu coba lagi.");
    const asks = (one, url) => (one.href || one.action) === new URL(url, location).href;
    $(document).on("ajaxSend", (event, jqXHR, { url }) => {
        const asker = $("#upload-list :is(a.delete, form)").get().find((one) => asks(one, url));
        if (!asker) return;
        const place = asker.closest(".right");
        uploads.forget(place);
        jqXHR.fail(() => {
            const button = asker.querySelector("[type=submit]");
            if (button) uploads.busy(asker, false);
            uploads.fail(place, why(jqXHR), () => (button || asker).click());
        });
    });
})();

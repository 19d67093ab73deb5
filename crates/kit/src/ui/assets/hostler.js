// What JavaScript adds to pages that work without it.
(function () {
  "use strict";

  // Every htmx request carries the page's CSRF token.
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRF-Token"] = token.content;
  });

  // Parts that need JavaScript show up; those it replaces go.
  function ready(scope) {
    if (navigator.clipboard) scope.querySelectorAll("[data-copy][hidden]").forEach(function (button) { button.hidden = false; });
    scope.querySelectorAll("[data-without-script]").forEach(function (part) { part.hidden = true; });
    announce(scope.querySelector("[data-announce]"));
  }

  // A sentence that changed is said once.
  var said;
  function announce(part) {
    var text = part && part.textContent.trim();
    if (!text || text === said) return;
    var first = said === undefined;
    said = text;
    if (!first) document.getElementById("announce").textContent = text;
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (button && navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        var before = button.textContent;
        button.textContent = button.dataset.copied;
        document.getElementById("announce").textContent = button.dataset.copied;
        setTimeout(function () { button.textContent = before; }, 1500);
      });
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // A form is sent once, downloads again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-download")) return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) { form.ariaBusy = null; });
  });

  // Two inputs of one number: <input type="range" data-with="id of the other">.
  document.addEventListener("input", function (event) {
    var other = document.getElementById(event.target.dataset.with || "");
    if (other && other.value !== event.target.value) {
      other.value = event.target.value;
      other.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  document.addEventListener("htmx:afterSettle", function () { ready(document); });
  ready(document);

  // Narrow: sections scroll to ours.
  var here = document.querySelector(".sections [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
})();

// The editor's jQuery asks whether focusin bubbles by setting an inline handler, which our content
// security policy refuses. Where the window has the property, it does not ask.
if (!("onfocusin" in window)) window.onfocusin = null;

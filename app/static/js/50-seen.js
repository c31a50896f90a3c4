// One view, told once: without a cookie, and of where its reader came from only the host.
(() => {
  'use strict';
  const { seen } = document.body.dataset;
  if (!seen) return;
  const quiet = navigator.globalPrivacyControl || navigator.doNotTrack === '1';

  function host() {
    try { return new URL(document.referrer).host; } catch { return ''; }
  }

  function tell() {
    const source = new URLSearchParams(location.search).get('source') || '';
    const from = quiet ? '' : host();
    const body = new URLSearchParams({ source: quiet ? '' : source.slice(0, 64), host: from === location.host ? '' : from });
    fetch(seen, { method: 'POST', body, credentials: 'omit', keepalive: true }).catch(() => {});
  }

  // A page that was only prepared, or opened behind another, has been seen by nobody yet.
  function once() {
    if (document.prerendering || document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', once);
    tell();
  }
  document.addEventListener('visibilitychange', once);
  once();
})();

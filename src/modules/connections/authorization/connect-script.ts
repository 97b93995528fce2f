import { createHash } from 'node:crypto';

/**
 * For pages that embed the connect page; see docs/embedding.md. Written by hand for browsers of the last years, and served
 * as it stands here: pages check it by its hash, so a change of a character is a new edition for all of them.
 */
export const connectScript = String.raw`/*! Causeway connect 1 */
(() => {
  'use strict';
  const tell = (result, onResult) => {
    if (onResult) onResult(result);
    document.dispatchEvent(new CustomEvent('causeway:result', { detail: result }));
    return result;
  };
  const linkOf = given => {
    const link = new URL(typeof given === 'string' ? given : given.url);
    if (!/^https?:$/.test(link.protocol)) throw new TypeError('Causeway: not a link of a connect session');
    return link;
  };
  // Until the popup says how it went, or is closed. One that the vendor cut off looks closed, so the page has to be
  // in front again as well.
  const outcome = (popup, hub) =>
    new Promise(resolve => {
      const end = result => {
        clearInterval(watch);
        removeEventListener('message', hear);
        resolve(result);
      };
      const hear = ({ origin, source, data }) => {
        if (origin !== hub || source !== popup || !data || data.causeway !== 1) return;
        const { status, connectSessionId, connectionId } = data;
        end({ status, connectSessionId, connectionId });
      };
      const watch = setInterval(() => {
        if (popup.closed && document.hasFocus())
          end({ status: 'closed', connectSessionId: null, connectionId: null });
      }, 500);
      addEventListener('message', hear);
    });
  const connect = async ({ session, url, mode = 'popup', onResult }) => {
    // At once, while the click still counts; the session may come later.
    const popup = mode === 'popup' ? open('', '_blank', 'popup,width=520,height=720') : null;
    try {
      const link = linkOf(await (url || session));
      if (!popup) {
        location.assign(link.href);
        return new Promise(() => {});
      }
      link.searchParams.set('display', 'popup');
      const result = outcome(popup, link.origin);
      popup.location.replace(link.href);
      return tell(await result, onResult);
    } catch (error) {
      if (popup) popup.close();
      throw error;
    }
  };
  // After a redirect. Anybody can write an address like it, so ask your server what is true.
  const returned = () => {
    const query = new URLSearchParams(location.search);
    const [status, connectSessionId, connectionId] = ['status', 'connectSessionId', 'connectionId'].map(name => query.get(name));
    const known = ['connected', 'refused', 'failed'].includes(status) && connectSessionId;
    return known ? { status, connectSessionId, connectionId } : null;
  };
  const look = () => {
    const result = returned();
    if (result) tell(result);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', look);
  else setTimeout(look);
  window.Causeway = Object.freeze({ connect, returned });
})();
`;

/** For the attribute integrity: https://www.w3.org/TR/SRI/ */
export const connectScriptIntegrity = `sha384-${createHash('sha384').update(connectScript).digest('base64')}`;

import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Where the link “To the page” leads, too. */
export const pageId = 'page';

export const focusPage = (): void => document.getElementById(pageId)?.focus({ preventScroll: true });

/** Whoever followed a link that the next page no longer has would be nowhere: neither Tab nor a screen reader knows on. */
export const useFocusOfNewPages = (): void => {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost && last.current !== pathname) focusPage();
    last.current = pathname;
  }, [pathname]);
};

import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api';

/** What the app has read from the server; one for the whole page, so that addresses can be guarded before their screens load. */
export const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 2000, refetchOnWindowFocus: false, retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500) } },
});

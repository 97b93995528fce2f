import { z } from 'zod';

// The hub's policy for scripts forbids making code from text, which zod would try with the first schema it meets.
z.config({ jitless: true });

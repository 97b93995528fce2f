import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const AppearanceSchema = defineEntity({
  name: 'Appearance',
  tableName: 'appearance',
  properties: {
    ...organizationScoped,
    displayName: p.text().nullable(),
    colour: p.text().nullable(),
    /** Read where it is served alone. */
    logo: p.blob().nullable().lazy(),
    logoType: p.text().$type<'image/png' | 'image/jpeg' | 'image/webp'>().nullable(),
    /** SHA-256 of the logo: its address, which so never shows another picture. */
    logoHash: p.text().nullable(),
    supportUrl: p.text().nullable(),
    privacyUrl: p.text().nullable(),
    updatedAt: p.datetime(),
  },
});

/** How an organization shows itself to people: on the connect page and in the console. */
export class Appearance extends AppearanceSchema.class {}
AppearanceSchema.setClass(Appearance);

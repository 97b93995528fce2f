/*
 * What is guessed first and is long enough to pass the rule of length, simplified: small letters, no spaces, and without
 * digits at the end. Shorter ones are refused by their length already.
 */
const words =
  `password passwordpassword passw0rdpassw0rd mypassword mypasswordis thisismypassword changeme changemenow changeit
  changemeplease letmein letmeinplease letmeinletmein welcome welcomehome welcomewelcome administrator
  administrateur adminadmin adminadminadmin rootroot rootrootroot superuser superadministrator supersecret
  supersecretpassword secretsecret secretpassword topsecretpassword qwertyuiop qwertyuiopas qwertyqwerty qwertyuiopasdf
  qwertyuiopasdfghjkl qwertzuiop qwertzuiopü azertyuiop azertyuiopqs asdfghjkl asdfghjklasdf asdfghjklqwe zxcvbnm
  zxcvbnmzxcvbnm zxcvbnmasdfghjkl 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv
  qazwsxedcrfv qazwsxedcrfvtgb q1w2e3r4t5y6 123456789012 1234567890123 12345678901234 123456789012345 1234567890123456
  12345678910 123456123456 123123123123 012345678901 0123456789 098765432109 987654321098 abcdefghijkl abcdefghijklm
  abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd1234abcd abc123abc123 a1b2c3d4e5f6 iloveyou iloveyouiloveyou
  iloveyoubaby iloveyousomuch iloveyouforever ilovemyfamily sunshinesunshine princessprincess footballfootball
  baseballbaseball basketball monkeymonkey dragondragon masterofpuppets trustnoone trustno1trustno1
  correcthorsebatterystaple correcthorsebattery hunter2hunter2 unbelievable opensesame opensesameplease
  nothingtoseehere thequickbrownfox tobeornottobe maytheforcebewithyou starwarsstarwars iamyourfather manchesterunited
  liverpoolfc christmastree jesuschrist jesusislord godisgreat playstation facebookfacebook googlegoogle
  causewaycauseway integrationhub defaultpassword temporarypassword temppassword testtesttest testpassword
  demodemodemo examplepassword`.split(/\s+/);

export const commonPasswords: ReadonlySet<string> = new Set(words);

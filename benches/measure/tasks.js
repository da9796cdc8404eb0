// Tasks as gateways tell them: fields, sizes and Discord's numbers beyond 2^53 like those of recorded answers.

const hash = "26d56b92-4ed6-45e2-8561-563797923135";
const button = (customId, label, emoji = "") => ({ customId: `MJ::JOB::${customId}::${hash}`, emoji, label, style: 2, type: 2 });

const buttons = [
  ...[1, 2, 3, 4].map((n) => button(`upsample::${n}`, `U${n}`)),
  button("reroll::0", "", "🔄"),
  ...[1, 2, 3, 4].map((n) => button(`variation::${n}`, `V${n}`)),
];

/** Discord's ids, as resellers send them: numbers, of which a JavaScript number keeps sixteen digits. */
export const digits = { discordChannelId: "8774786694361674013", discordInstanceId: "7415633538733102977" };

/** The id of the task of that number. @param {number} number */
export const idOf = (number) => String(1320098173412546 + number);

/** The JSON text of a finished task. @param {string} id */
export const finished = (id) =>
  JSON.stringify({
    id,
    action: "IMAGINE",
    prompt: "a black cat on a red roof --v 6.1",
    promptEn: "a black cat on a red roof --v 6.1",
    description: "Submit success",
    state: "",
    submitTime: 1741531578038,
    startTime: 1741531580190,
    finishTime: 1741531608566,
    imageUrl: `https://img.example.com/attachments/1320066655572987907/1348306030429470862/user_cat_${hash}.png?ex=67cefb57&is=67cda9d7&hm=0`,
    status: "SUCCESS",
    progress: "100%",
    failReason: "",
    properties: {
      botType: "MID_JOURNEY",
      ...digits,
      finalPrompt: "a black cat on a red roof --v 6.1",
      flags: 0,
      messageContent: "**a black cat on a red roof --v 6.1** - <@1343445981269594182> (relaxed)",
      messageHash: hash,
      messageId: "1348306030706036789",
      nonce: "1619855216344100864",
      notifyHook: "",
      progressMessageId: "1348305922325479495",
    },
    buttons,
  }).replace(/"(discord\w+)":"(\d+)"/g, '"$1":$2');

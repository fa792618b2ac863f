// The shortcodes that people and the product use; others stay as they are written.

const NAMES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 pray 🙏 wave 👋 raised_hand ✋ raising_hand 🙋 muscle 💪
eyes 👀 smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 blush 😊 wink 😉 joy 😂 thinking_face 🤔 sob 😭
sweat_smile 😅 bow 🙇 fearful 😨 relieved 😌 tada 🎉 sparkles ✨ heart ❤️ star ⭐ fire 🔥 100 💯 rocket 🚀 bulb 💡
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ no_entry ⛔ no_entry_sign 🚫 warning ⚠️
rotating_light 🚨 exclamation ❗ heavy_exclamation_mark ❗ question ❓ grey_question ❔ information_source ℹ️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ large_red_square 🟥 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦
lock 🔒 unlock 🔓 key 🔑 closed_lock_with_key 🔐 shield 🛡️ computer 💻 iphone 📱 phone ☎️ telephone_receiver 📞
email 📧 envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 package 📦 paperclip 📎 link 🔗
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄 bookmark 🔖 books 📚 book 📖 calendar 📆 date 📅
alarm_clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ clock3 🕒 bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢
speech_balloon 💬 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 mag 🔍 mag_right 🔎
hammer 🔨 wrench 🔧 gear ⚙️ robot_face 🤖 bust_in_silhouette 👤 busts_in_silhouette 👥 office 🏢 house 🏠
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ jp 🇯🇵 wastebasket 🗑️ file_folder 📁 open_file_folder 📂 globe_with_meridians 🌐
point_right 👉 point_up ☝️ point_down 👇 hand ✋ ok 🆗 new 🆕 sos 🆘 pushpin 📌 round_pushpin 📍 beginner 🔰
`.trim().split(/\s+/);

const EMOJI = new Map();
for (let i = 0; i < NAMES.length; i += 2) EMOJI.set(NAMES[i], NAMES[i + 1]);

export const emoji = (name) => EMOJI.get(name.split('::')[0]);
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
export const QUICK = ['eyes', '+1', 'white_check_mark', 'pray', 'tada', 'question'];

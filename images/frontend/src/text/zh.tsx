import { sentence } from "../sentence.ts";
import type { Text } from "./en.tsx";

const seats = (number: number) => `${number} 个座位`;

/** What the services say, by their codes. */
const codes: Record<string, string> = {
  wrong_credentials: "电子邮箱或密码不正确。",
  taken: "已被使用。",
  too_many_failures: "登录失败次数过多。",
  too_many_requests: "请求过于频繁。",
  too_few_seats: "剩余座位不足。",
  seats_booked: "座位总数不能少于已预订的座位数。",
  event_cancelled: "本活动已取消。",
  not_yours: "只有创建者可以修改或取消本活动。",
  in_progress: "同一请求正在处理中。",
  unauthorized: "登录已失效。",
  not_found: "找不到所请求的内容。",
};

/** What the services say of a field. */
const fieldProblems: Record<string, string> = {
  "is already taken": "已被使用",
  "is more than there are left": "超过剩余座位数",
  "is required": "为必填项",
  "must be after start": "必须晚于开始时间",
  "must not be in the past": "不能早于当前时间",
};

/** What the site says, in simplified Chinese. */
export const zh: Text = {
  skip: "跳到正文",
  pages: "页面",
  events: "活动",
  myBookings: "我的预订",
  newEvent: "新建活动",
  logIn: "登录",
  logOut: "退出登录",
  register: "注册",
  loggedOut: "您已退出登录。",
  close: "关闭",
  tryAgain: "重试",
  oneMoment: "请稍候…",
  optional: "（选填）",
  loading: { event: "正在加载活动…", events: "正在加载活动…", bookings: "正在加载预订…" },
  fromBefore: "当前显示的是之前的内容。",
  triesAgain: "本页会自动重试。",

  noPage: "页面不存在",
  noPageText: "这个地址没有对应的页面。",
  allEvents: "查看全部活动",
  brokenPage: "本页无法显示",
  brokenPageText: "网站自身出现了错误，与您的操作无关。",
  loadAgain: "重新加载",
  siteUnreachable: "暂时无法访问本网站。",

  search: "搜索",
  searchHint: "名称、地点或简介",
  from: "起始日期",
  until: "截止日期",
  showAll: "显示全部活动",
  lists: "活动列表",
  list: { upcoming: "即将举行", past: "往期活动" },
  noEvents: { upcoming: "还没有活动。", past: "还没有已开始的活动。" },
  createFirst: "创建第一个活动",
  noMatch: "没有符合条件的活动。",
  more: { events: "显示更多活动", bookings: "显示更多预订" },
  searchFurther: "继续搜索",
  found: (found, read, isAll) =>
    isAll ? `共 ${read} 个活动，符合条件 ${found} 个` : `前 ${read} 个活动中，符合条件 ${found} 个`,

  event: "活动",
  when: "时间",
  yourTime: "您的当地时间",
  where: "地点",
  halls: () => "演出厅",
  past: "已结束",
  isPast: "本活动已结束。",
  isCancelled: "本活动已取消。",
  eventCancelled: "已取消",
  calendarFile: "保存到日历",
  soldOut: "已售罄",
  seats,
  left: (left) => `剩余 ${seats(left)}`,
  ofCapacity: (capacity) => `/ 共 ${capacity} 个`,

  book: "预订",
  numberOfSeats: "座位数",
  logInToBook: "登录后预订",
  noSeat: "座位已全部订满。如有人取消，可在此预订。",
  seeMyBookings: "查看我的预订",
  bookInDoubt: "可能已经预订成功。可以再次提交，不会重复预订。",
  booked: (number, name) => (
    <>
      已为“{name}”预订 {seats(number)}。
    </>
  ),
  noBookings: "您还没有预订。",
  findEvent: "浏览活动",
  cancelBooking: "取消预订",
  cancelQuestion: "确定取消这个预订吗？",
  yesCancel: "确定取消",
  noKeep: "保留预订",
  seatsCancelled: (number) => `${seats(number)}，已取消`,
  cancelled: (number, name) => (
    <>
      已取消“{name}”的 {seats(number)}。
    </>
  ),

  name: "名称",
  description: "简介",
  start: "开始",
  end: "结束",
  timeZone: "时区",
  zoneHint: "开始和结束均为当地时间。时区写法如 Asia/Shanghai。",
  location: "地点",
  place: "场所",
  address: "地址",
  country: "国家或地区",
  hallsField: "演出厅",
  hallsHint: "多个演出厅请用逗号分隔。",
  seatsField: "座位总数",
  createEvent: "创建活动",
  createInDoubt: "可能已经创建成功。可以再次提交，不会重复创建。",
  created: (name) => <>“{name}”已创建。</>,
  editEvent: "修改活动",
  saveEvent: "保存修改",
  changeInDoubt: "可能已经修改成功。可以再次提交，结果相同。",
  changed: (name) => <>“{name}”已修改。</>,
  notYours: "这不是您创建的活动，只有创建者可以修改。",
  backToEvent: "返回活动",
  cancelEvent: "取消活动",
  cancelEventQuestion: "确定取消这个活动吗？取消后无法恢复，所有预订者都会受到影响。",
  eventIsCancelled: (name) => <>“{name}”已取消。</>,

  email: "电子邮箱",
  password: "密码",
  passwordHint: "8 至 128 个字符",
  usernameHint: "3 至 32 个字母、数字、点、连字符或下划线，其他人可以看到。",
  noAccount: "还没有账号？",
  alreadyRegistered: "已有账号？",
  welcome: "欢迎！您的账号已创建。",
  accountReady: "您的账号已创建，请登录。",
  registerInDoubt: "再次注册之前，请先尝试登录。",
  sessionOver: "登录已失效",
  sessionOverText: "请重新登录后继续，您填写的内容仍然保留。",
  logInAs: (name) => <>以 {name} 的身份登录</>,

  required: "为必填项",
  takesTime: "需要填写日期和时间",
  takesZone: "需要填写时区，例如 Asia/Shanghai",
  afterStart: "必须晚于开始时间",
  takesWholeNumber: "必须是不小于 1 的整数",
  passwordTooShort: "太短，至少需要 8 个字符",
  fieldProblem: (label, problem) => {
    const words = fieldProblems[problem] ?? problem;
    return /\p{Script=Han}/u.test(words) ? `${label}${words}。` : `${label}：${sentence(words)}`;
  },

  notRightYet: "有些内容还需要修改。",
  offline: "您已离线。",
  noAnswerInTime: "服务未能及时响应。",
  unreachable: "无法连接到服务。",
  unavailable: "服务暂时不可用。",
  broken: (requestId) =>
    `服务出现错误。${requestId === undefined ? "" : `错误编号：${requestId}。`}`,
  tooLarge: "内容超出了服务允许的大小。",
  notYetBookable: "本活动暂时还不能预订。",
  logInFirst: "请先登录。",
  youAreLoggedOut: "您已退出登录。",
  told: (code, message) => codes[code] ?? sentence(message),
  later: (seconds) => {
    if (seconds === undefined) return "";
    if (seconds === 0) return "现在可以重试。";
    if (seconds < 90) return `请在 ${seconds} 秒后重试。`;
    return `请在 ${Math.ceil(seconds / 60)} 分钟后重试。`;
  },
};

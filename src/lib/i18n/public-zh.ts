import { categoriesZh } from './categories-zh.ts'
import type { PublicDictionary } from './public-en.ts'

const CATEGORIES: ReadonlyMap<string, string> = new Map(Object.entries(categoriesZh))

/** Simplified Chinese. */
export const publicZh: PublicDictionary = {
  categoryName: (code) => CATEGORIES.get(code),
  footer: { label: '关于本站', editions: '各期论文', about: '关于', privacy: '隐私' },
  editions: {
    title: '各期论文',
    lead: 'arXiv 每个公布日在 Paperboy 读取的学科中公布的论文。',
    empty: '尚未读取任何一期。arXiv 下次公布新论文后，这里就会出现第一期。',
    chart: (editions, most, date) =>
      editions === 1
        ? `目前只有一期，新提交和交叉收录的论文共 ${most} 篇。`
        : `最近 ${editions} 期新提交和交叉收录的论文，最右为最新一期。最多的是${date}，共 ${most} 篇。`,
    table: '各期公布的论文',
    edition: '期',
    new: '新提交',
    cross: '交叉收录',
    replaced: '更新',
    feeds: '列表',
    complete: '完整',
    incomplete: '不完整',
    missing: (categories) => `缺 ${categories}`,
    partly: (categories) => `${categories} 部分缺失`,
  },
  edition: {
    description: (date) => `${date} arXiv 公布了多少论文，分布在哪些学科。`,
    lead: (papers, firstSeen) =>
      `在 Paperboy 读取的学科中，共公布 ${papers} 篇论文，其中新提交和交叉收录的 ${firstSeen} 篇用于生成速递。`,
    none: '在 Paperboy 读取的学科中，没有公布论文。',
    announcedAt: 'arXiv 公布时间：',
    incomplete: '本期可能缺少部分论文，详见下方的列表状态。',
    typesTitle: '公布类型',
    typeLabel: '类型',
    papersLabel: '论文数',
    types: {
      new: { name: '新提交', hint: '首次出现在其主学科' },
      cross: { name: '交叉收录', hint: '来自其他学科的新论文' },
      replace: { name: '更新', hint: '已有论文的新版本' },
      'replace-cross': { name: '交叉收录的更新', hint: '其他学科论文的新版本' },
    },
    all: '合计',
    categoriesTitle: '学科',
    categoriesText: '新提交和交叉收录的论文，按各自的主学科统计。',
    categoryLabel: '学科',
    readHere: '所读学科',
    elsewhere: '其他学科（交叉收录）',
    more: (categories, papers) => `另有 ${categories} 个学科，共 ${papers} 篇`,
    feedsTitle: '列表',
    feedsText: 'Paperboy 为每个学科读取 arXiv 的一份列表；同一篇论文可能出现在多份列表中。',
    feedLabel: '列表',
    stateLabel: '状态',
    states: {
      taken: '已读取',
      unsure: '由其他来源读取：新近交叉收录的较早论文可能有缺失',
      partly: '已读取，但其中有个别论文无法读取',
      empty: '空：当日没有公布论文',
      failed: '未能读取：只出现在此列表中的论文会缺失',
    },
    neighbours: '其他各期',
    before: '上一期：',
    after: '下一期：',
    signUp: '用邮件接收与您的关键词匹配的论文',
    notStoredTitle: '没有这一期',
    notStored: '这一天没有内容：arXiv 没有公布论文，或者未能读取。',
    latest: '最近各期',
  },
  about: {
    title: '关于 Paperboy',
    description: 'Paperboy 是什么，关键词如何匹配，何时发送邮件，由谁运营。',
    sections: (categories) => [
      {
        title: 'Paperboy 是什么',
        text: [
          `Paperboy 读取 arXiv 在 ${categories} 中公布的论文。每次公布之后，为您发送一封速递：标题或摘要中含有您的关键词的论文，并附上各篇的 arXiv 链接。`,
        ],
      },
      {
        title: '关键词如何匹配',
        text: [
          '关键词中的单词须在标题或摘要中按顺序相连出现，并且是完整的单词：“RAG”不会匹配“leverage”。',
          '不区分大小写、重音符号、连字符、单复数和 TeX 写法：“diffusion policy”也能找到“Diffusion Policies”，“k-means”也能找到“K means”。',
          '订阅之前，可以先预览您的关键词最近能找到哪些论文。',
        ],
      },
      {
        title: '何时发送邮件',
        text: [
          'arXiv 于美国东部时间周日至周四 20:00 公布论文，其节假日除外。速递在您所选时区的所选时间发送；您也可以选择每周只收一封。',
          '没有匹配的论文时不发送邮件，除非您要求发送。每封邮件中都有管理订阅和退订的链接。',
        ],
      },
    ],
    whoTitle: '由谁运营',
    contact: '联系方式：',
    postalAddress: '通信地址：',
    arxivTitle: 'arXiv',
    arxiv:
      '标题、作者、摘要和学科均为 arXiv 的元数据；论文本身保存在 arXiv，所有链接都指向那里。Paperboy 不属于 arXiv，也不由 arXiv 运营或认可。',
  },
  privacy: {
    title: '隐私',
    description: 'Paperboy 保存读者和访客的哪些数据，保存多久。',
    lead: '为了向您发送速递并防止表单被滥用，Paperboy 需要保存一些数据。本页列出其全部内容。',
    kept: '保存期限：',
    sections: (relay) => [
      {
        title: '如果您订阅',
        items: [
          {
            name: '邮箱地址',
            text: '您填写的邮箱地址；如果您要更改地址，在新地址确认之前，还有新的地址。',
            kept: '直至您删除；未确认的新地址在两天后由每日一次的清理任务删除',
          },
          {
            name: '关键词',
            text: '关键词的文字和顺序，以及每个关键词是用于查找、排除，还是已暂停。',
            kept: '直至您更改或删除',
          },
          {
            name: '设置',
            text: '语言、时区、发送时间，论文的阅读方式（译文语言、是否保留原文、摘要长短），每周发送时的星期几，没有匹配时是否仍要邮件，收到过的论文被更新时是否通知，以及暂停发送至哪一天。',
            kept: '直至您更改或删除',
          },
          {
            name: '订阅状态',
            text: '待确认、有效或已退订；订阅和退订的时间；如果您说明了退订原因，则还有该原因；退订后再次登记订阅时所填的内容。',
            kept: '直至您删除；退订的时间和原因，至您恢复订阅为止；未确认的登记保留 7 天',
          },
          {
            name: '速递记录',
            text: '每一期中，您的哪些关键词找到了哪些论文、位于文中何处；其中提及哪些收到过的论文已更新；速递的生成、应发和发送时间，或未发送的原因；尝试发送的次数、邮件服务器的答复，以及各自的时间；邮件的 Message-ID；邮件尚在途中时，还有其内容。有了这些记录，才不会重复发送，速递的网页也才能显示。',
            kept: '直至您删除',
          },
          {
            name: '退回的邮件',
            text: '当一期速递无法送达，或您将其标为垃圾邮件时：是哪一期、何时、属于哪一类，以及对方邮件服务器的答复；近来发生的次数（一个数字）；自何时起停止发送，以及原因；您要求重新发送时，还有此前的最后一期。',
            kept: '直至您删除；其中的数字和停止发送的状态，直至您要求重新发送',
          },
          relay
            ? { name: '邮件', text: '交给邮件中继服务器之后，这里不留副本。', kept: '不保存' }
            : {
                name: '邮件',
                text: '本站没有邮件中继服务器，每封邮件都写成一个文件，存放在本站的磁盘上。',
                kept: '直至运营者删除文件，即使您已删除其他所有数据',
              },
        ],
      },
      {
        title: '结束之后',
        items: [
          { name: '未确认的订阅', text: '7 天后由每日一次的清理任务删除。' },
          {
            name: '如果您退订',
            text: '不再向您发送邮件。以上数据不限期保留，方便您日后恢复；您可以随时删除。',
          },
          {
            name: '如果您删除所有数据',
            text: '以上数据立即全部从 Paperboy 的数据库中删除。只有下述计数和日志中可能还有痕迹。',
          },
        ],
      },
      {
        title: '如果您访问网页',
        items: [
          {
            name: 'Cookie 与跟踪',
            text: '都没有。网页和邮件不加载其他网站的任何内容，没有跟踪图片，也不统计链接点击。',
          },
          {
            name: '防滥用计数',
            text: '订阅、预览或索取设置链接时：您所在的网络（IPv4 地址的前三段，或 IPv6 地址的前四组）和一小时内的次数。表单使 Paperboy 发送邮件时：由邮箱地址的 SHA-256 散列值得出的一个数字、十分钟内和一天内的次数，以及是否因邮件被退回而暂不再向该地址发送。更改地址时：您的订阅编号和一天内的次数。',
            kept: '上述时间过后，由每日一次的清理任务删除，至多两天；若有邮件被退回，至多九天',
          },
          { name: '预览中的关键词', text: '仅用于与最近的论文比对。', kept: '不保存' },
          {
            name: '服务器日志',
            text: '不记录访问。日志中只有：每天工作的结果；确认、更改地址、退订、恢复或删除的订阅者的编号；未能发送或被退回的速递及其订阅者的编号、邮件服务器的答复；以及错误。答复或错误信息中引用的邮箱地址会被遮盖。',
            kept: '取决于运营者保留日志的时间',
          },
          {
            name: '工作记录',
            text: '何时读取论文、生成和发送速递，数量多少，出了什么问题（邮件服务器出错时，为其答复原文）。',
            kept: '90 天',
          },
        ],
      },
      {
        title: '还有谁能看到',
        items: [
          {
            name: '邮件服务器',
            text: relay
              ? '为本站发信的中继服务器，以及通往您邮箱的各个服务器，能看到您的地址和邮件，包括其中的关键词，并按各自的规则保存。'
              : '没有，因为邮件只写成文件。',
          },
          {
            name: 'arXiv',
            text: 'Paperboy 向 arXiv 请求的是所有论文，而不是与您有关的论文。您打开 arXiv 的链接时，arXiv 看到的与其他访客无异。',
          },
          {
            name: '本站的运营者',
            text: '运营者能够读取数据库。数据库的备份以及前置代理服务器的日志由其自行保存和删除。',
          },
          { name: '其他人', text: '我们不向任何其他人提供数据。' },
        ],
      },
    ],
    rightsTitle: '您可以做什么',
    rights: [
      '每封邮件中的“我的订阅”链接都通向一个页面，您可以在那里查看和更改设置，下载有关您的所有数据，或立即全部删除。',
      '该链接不需要密码：拿到链接的人可以做同样的事。转发速递之前，请先删去它。',
    ],
    question: '如有其他问题，请写信至 ',
    papersTitle: '论文',
    papers: '标题、作者、摘要、学科及其译文会长期保存。它们来自 arXiv 的公开元数据，与读者无关。',
  },
}

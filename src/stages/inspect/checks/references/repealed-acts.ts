/** An act of the Union that is no longer in force, by the number that follows “Regulation” or “Directive”, and what took its place. */
export interface RepealedAct {
  number: string;
  by: string;
}

/** Acts that contracts still cite. Every entry must be confirmed by an attorney for the day of use; transitional rules may keep an act alive. */
export const repealedActs: readonly RepealedAct[] = [
  // Technology transfer: expired on 30 April 2026, Regulation 316/2014 art. 11; successor Regulation 2026/877.
  { number: '316/2014', by: 'Regulation (EU) 2026/877' },
  // Research and development, and specialisation: expired on 30 June 2023; Regulations 2023/1066 and 2023/1067.
  { number: '1217/2010', by: 'Regulation (EU) 2023/1066' },
  { number: '1218/2010', by: 'Regulation (EU) 2023/1067' },
  // Vertical agreements: expired on 31 May 2022; Regulation 2022/720.
  { number: '330/2010', by: 'Regulation (EU) 2022/720' },
  // Data protection: repealed by Regulation 2016/679 art. 94.
  { number: '95/46', by: 'Regulation (EU) 2016/679' },
  // Late payment: repealed by Directive 2011/7/EU art. 13.
  { number: '2000/35', by: 'Directive 2011/7/EU' },
  // Electronic signatures: repealed by Regulation 910/2014 art. 50.
  { number: '1999/93', by: 'Regulation (EU) No 910/2014' },
  // Jurisdiction and judgments: repealed by Regulation 1215/2012 art. 80.
  { number: '44/2001', by: 'Regulation (EU) No 1215/2012' },
  // Dual-use items: repealed by Regulation 2021/821 art. 31.
  { number: '428/2009', by: 'Regulation (EU) 2021/821' },
  // Community trade mark: codified by Regulation 2017/1001.
  { number: '207/2009', by: 'Regulation (EU) 2017/1001' },
];

/** The grammar of the shell, construct by construct: what goes in, and what the sh of busybox prints. */
import { describe, expect, it } from 'vitest';
import { Board } from './board.fixture';

const prints = (cases: readonly (readonly [script: string, wanted: string])[]): void => {
  it.each(cases)('%s', (script, wanted) => {
    const board = new Board();
    expect(board.script(...script.split('\n'))).toBe(wanted);
    expect(board.shell.idle).toBe(true);
  });
};

describe('conditions', () => {
  prints([
    ['if true; then echo a; else echo b; fi', 'a\n'],
    ['if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
    ['if false; then echo a; fi; echo $?', '0\n'],
    ['if [ 1 = 1 ] && [ 2 = 2 ]; then echo both; fi', 'both\n'],
    ['if ! grep -q z /proc/version\nthen\n  echo none\nfi', 'none\n'],
    ['case abc in x) echo x;; a*|b) echo star;; esac', 'star\n'],
    ['case "a*" in "a*") echo quoted;; esac; case ab in "a*") echo no;; *) echo other;; esac', 'quoted\nother\n'],
    ['case 5 in [0-9]) echo digit;; esac; case x in y) ;; esac; echo $?', 'digit\n0\n'],
  ]);
});

describe('loops', () => {
  prints([
    ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n'],
    ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n'],
    ['until [ -f /tmp/flag ]; do touch /tmp/flag; done; echo ok', 'ok\n'],
    ['while :; do break; done; echo ok', 'ok\n'],
    ['for i in 1 2; do for j in a b; do echo $i$j; continue 2; done; echo no; done', '1a\n2a\n'],
    ['for x in a b c; do [ $x = b ] && continue; echo $x; done', 'a\nc\n'],
    ['printf \'a b\\nc d\\n\' | while read x y; do echo "$y-$x"; done', 'b-a\nd-c\n'],
    ['printf "1\\n2\\n" > /tmp/f; while read x; do echo "<$x>"; done < /tmp/f > /tmp/g; cat /tmp/g', '<1>\n<2>\n'],
    ['cd /tmp; touch a1 a2; for f in a*; do echo $f; done', 'a1\na2\n'],
    ['while true; do echo x; done | head -n 2; echo $?', 'x\nx\n0\n'],
  ]);
});

describe('groups, subshells, functions', () => {
  prints([
    ['{ echo a; echo b; } | wc -l', '2\n'],
    ['(cd /tmp; pwd; exit 4); echo $? $(pwd)', '/tmp\n4 /root\n'],
    ['x=1; (x=2; echo $x); echo $x', '2\n1\n'],
    ['{ echo a; echo b >&2; } > /tmp/x 2> /dev/null; cat /tmp/x', 'a\n'],
    ['f() { local x=5; echo "$1 $# $x"; return 3; }; x=1; f a b; echo $? $x', 'a 2 5\n3 1\n'],
    ['f() { echo out; }; f > /tmp/q; cat /tmp/q; f | cat', 'out\nout\n'],
    ['fac() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fac $(($1 - 1))) )); fi; }; fac 5', '120\n'],
    ['f() { f; }; f; echo never', 'sh: maximum function recursion depth exceeded\n'],
    ['(sleep 0.1; echo late) & echo first; wait', 'first\nlate\n'],
    ['! true | false; echo $?', '0\n'],
  ]);
});

describe('substitution', () => {
  prints([
    ['echo $(echo a; echo b) "$(printf \'x\\ny\\n\')" `echo q`', 'a b x\ny q\n'],
    ['echo "$(echo "a  $(echo b)  c")"', 'a  b  c\n'],
    ['x=$(exit 3); echo $?; x=$(true); echo $?; false; echo $? $(true)', '3\n0\n1\n'],
    ['echo [$(printf "a\\n\\n\\n")]', '[a]\n'],
    ['echo $(cat /dev/zero | head -c 10 | wc -c)', '10\n'],
    ['echo $(cat /dev/zero)', 'sh: out of memory\n'],
  ]);
});

describe('parameters', () => {
  prints([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    ['echo ${A:-def} ${A:=set} $A ${#A} ${B:+x} "${C-q r}"', 'def set set 3 q r\n'],
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
      'F=/lib/firmware/a.elf; echo ${F##*/} ${F%/*} ${F#/*/} ${F%%.*}',
      'a.elf /lib/firmware firmware/a.elf /lib/firmware/a\n',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    ['A=hello; echo ${A/l/L} ${A//l/L} ${A:1:3} ${A:3} ${A: -2}', 'heLlo heLLo ell lo lo\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    ['echo ${A?not there}; echo never\necho next', 'sh: A: not there\n'],
    ['set -- a "b c" d; for x in "$@"; do echo "[$x]"; done; shift; echo $1 $# "$*"', '[a]\n[b c]\n[d]\nb c 2 b c d\n'],
    ['A=\'a b\'; set -- $A; echo $#; set -- "$A"; echo $#', '2\n1\n'],
    ['IFS=:; A=1:2:3; set -- $A; echo $# $3', '3 3\n'],
    ['set -u; echo $NOTHING; echo never', 'sh: NOTHING: parameter not set\n'],
  ]);
});

describe('arithmetic', () => {
  prints([
    ['echo $((1+2*3)) $(((1+2)*3)) $((7/2)) $((-7%3)) $((1<<40))', '7 9 3 -1 1099511627776\n'],
    ['echo $((a=5)) $a $((a++)) $a $((++a)) $((a+=2)) $((1?2:3)) $((0x1f)) $((010))', '5 5 5 6 7 9 2 31 8\n'],
    ['x=4; echo $((x > 3 && x < 5)) $(($x*2)) $((!x)) $((~0)) $((2**10))', '1 8 0 -1 1024\n'],
    ['echo $((0 && (y=1))) [$y]', '0 []\n'],
    ['echo $((1/0)); echo never', 'sh: divide by zero\n'],
    ['echo $((1+)); echo never', 'sh: arithmetic syntax error\n'],
    ['echo $((9223372036854775807+1))', '-9223372036854775808\n'],
  ]);
});

describe('redirections', () => {
  prints([
    ['cat <<E\nhi $((1+2)) $(echo sub) \\$x\nE\necho done', 'hi 3 sub $x\ndone\n'],
    ["cat <<'E'\nhi $x\nE", 'hi $x\n'],
    ['cat <<-E\n\t\tindented\n\tE', 'indented\n'],
    ['cat <<A; cat <<B\n1\nA\n2\nB', '1\n2\n'],
    ['exec 3> /tmp/z; echo hi >&3; exec 3>&-; cat /tmp/z; echo a >&3; echo $?', 'hi\nsh: 3: Bad file descriptor\n1\n'],
    ['cat /nothing &> /tmp/e; wc -l < /tmp/e', '1\n'],
    ['for i in 1; do echo $i; done > /nowhere/f; echo $?', "sh: can't create /nowhere/f: nonexistent directory\n1\n"],
  ]);
});

describe('scripts', () => {
  prints([
    ["echo 'echo $0 $1 $#; exit 5' > /tmp/s.sh; sh /tmp/s.sh x y; echo $?", '/tmp/s.sh x 2\n5\n'],
    ["echo 'echo run' > /tmp/s; /tmp/s; chmod +x /tmp/s; /tmp/s", 'sh: /tmp/s: Permission denied\nrun\n'],
    ["echo 'echo piped' | sh; sh -c 'echo $0 $1' n m", 'piped\nn m\n'],
    ["A=1; sh -c 'echo [$A]'; export A; sh -c 'echo [$A]'; A=2 sh -c 'echo [$A]'", '[]\n[1]\n[2]\n'],
    ["eval 'x=1; echo $x'; echo 'y=7; return 2' > /tmp/e; . /tmp/e; echo $? $y", '1\n2 7\n'],
    ['set -e; false || echo saved; if false; then :; fi; false; echo never', 'saved\n'],
    ['set -x; echo a $((1+1))', '+ echo a 2\na 2\n'],
    ['sh /nothing; echo $?', "sh: can't open '/nothing': No such file or directory\n2\n"],
  ]);
});

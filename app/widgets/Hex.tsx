/** An address or a word in hexadecimal, with the symbol it belongs to. */
import styles from './hex.module.css';

type HexProps = {
  readonly value: number;
  readonly digits?: number;
  /** `function` or `function+0x12`. */
  readonly symbol?: string;
  /** Makes it a button: go there. */
  readonly onClick?: () => void;
};

export function Hex({ value, digits = 8, symbol, onClick }: HexProps) {
  const text = `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;
  const shown = (
    <>
      <span className={styles.value}>{text}</span>
      {symbol !== undefined && symbol !== '' && <span className={styles.symbol}>{symbol}</span>}
    </>
  );
  if (onClick === undefined) return <span className={styles.hex}>{shown}</span>;
  return (
    <button type="button" className={`${styles.hex} ${styles.link}`} onClick={onClick}>
      {shown}
    </button>
  );
}

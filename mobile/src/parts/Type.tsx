import { Platform, Text, type TextProps } from "react-native";
import { useTheme } from "../theme/theme";

const SERIF = Platform.select({ ios: "Iowan Old Style", android: "serif", default: "Palatino, 'URW Palladio L', Georgia, serif" });

interface Props extends TextProps {
  soft?: boolean;
  strong?: boolean;
  italic?: boolean;
  colour?: string;
  points?: number;
}

/** Running text. */
export function Body({ soft, strong, italic, colour, points = 16, style, ...rest }: Props) {
  const { colours, size } = useTheme();
  return (
    <Text
      {...rest}
      style={[
        { color: colour ?? (soft ? colours.soft : colours.ink), fontSize: size(points), lineHeight: size(points * 1.45) },
        strong && { fontWeight: "600" },
        italic && { fontStyle: "italic" },
        style,
      ]}
    />
  );
}

/** A heading; level 1 once on a page. */
export function Heading({ level = 2, children, style }: { level?: 1 | 2 | 3; children: React.ReactNode; style?: TextProps["style"] }) {
  const { colours, size } = useTheme();
  const points = { 1: 30, 2: 21, 3: 18 }[level];
  return (
    <Text
      accessibilityRole="header"
      role="heading"
      aria-level={level}
      style={[{ color: colours.ink, fontFamily: SERIF, fontSize: size(points), lineHeight: size(points * 1.2), marginBottom: 6 }, style]}
    >
      {children}
    </Text>
  );
}

const ITALIC = new Set(["genus", "subgenus", "species", "subspecies"]);

/** A taxon's name: italics for genera and below, never for codes or invented kinds. */
export function TaxonName({ name, rank, points = 22 }: { name: string; rank: string | null; points?: number }) {
  const { colours, size } = useTheme();
  const italic = rank !== null && ITALIC.has(rank) && /^[A-Z][a-zü-]+( \([A-Z][a-z]+\))?( [a-z-]{3,})*$/.test(name);
  return (
    <Text style={{ color: colours.ink, fontFamily: SERIF, fontSize: size(points), lineHeight: size(points * 1.25), fontStyle: italic ? "italic" : "normal" }}>
      {name}
    </Text>
  );
}

package datamatrix

import "sync"

// size is one kind of square symbol: ISO/IEC 16022, table 7. Symbols from 32
// modules on are divided into regions by bars of their own.
type size struct {
	side    int // modules of the symbol
	regions int // to a side
	data    int // words
	check   int // words to a block
	blocks  int

	once   sync.Once
	layout []int16 // of each module: 8 times its codeword plus its bit, or one of the below
}

const (
	light int16 = -1
	dark  int16 = -2
)

var sizes = [...]size{
	{side: 10, regions: 1, data: 3, check: 5, blocks: 1},
	{side: 12, regions: 1, data: 5, check: 7, blocks: 1},
	{side: 14, regions: 1, data: 8, check: 10, blocks: 1},
	{side: 16, regions: 1, data: 12, check: 12, blocks: 1},
	{side: 18, regions: 1, data: 18, check: 14, blocks: 1},
	{side: 20, regions: 1, data: 22, check: 18, blocks: 1},
	{side: 22, regions: 1, data: 30, check: 20, blocks: 1},
	{side: 24, regions: 1, data: 36, check: 24, blocks: 1},
	{side: 26, regions: 1, data: 44, check: 28, blocks: 1},
	{side: 32, regions: 2, data: 62, check: 36, blocks: 1},
	{side: 36, regions: 2, data: 86, check: 42, blocks: 1},
	{side: 40, regions: 2, data: 114, check: 48, blocks: 1},
	{side: 44, regions: 2, data: 144, check: 56, blocks: 1},
	{side: 48, regions: 2, data: 174, check: 68, blocks: 1},
	{side: 52, regions: 2, data: 204, check: 42, blocks: 2},
	{side: 64, regions: 4, data: 280, check: 56, blocks: 2},
	{side: 72, regions: 4, data: 368, check: 36, blocks: 4},
	{side: 80, regions: 4, data: 456, check: 48, blocks: 4},
	{side: 88, regions: 4, data: 576, check: 56, blocks: 4},
	{side: 96, regions: 4, data: 696, check: 68, blocks: 4},
	{side: 104, regions: 4, data: 816, check: 56, blocks: 6},
	{side: 120, regions: 6, data: 1050, check: 68, blocks: 6},
	{side: 132, regions: 6, data: 1304, check: 62, blocks: 8},
}

// draw puts the words' bits where the layout has them.
func (s *size) draw(words []byte) Symbol {
	s.once.Do(s.arrange)
	modules := make([]byte, len(s.layout))
	for i, at := range s.layout {
		switch {
		case at >= 0:
			modules[i] = words[at>>3] >> (7 - at&7) & 1
		case at == dark:
			modules[i] = 1
		}
	}
	return Symbol{s.side, modules}
}

// arrange works the layout out: the bars and dots round each region, and
// between them the modules of the data.
func (s *size) arrange() {
	inner := s.side/s.regions - 2
	p := placing{side: inner * s.regions}
	p.fill()
	s.layout = make([]int16, s.side*s.side)
	for y := range s.side {
		for x := range s.side {
			rx, ry := x%(inner+2), y%(inner+2)
			at := &s.layout[y*s.side+x]
			switch {
			case rx == 0 || ry == inner+1:
				*at = dark
			case ry == 0:
				*at = clock(rx%2 == 0)
			case rx == inner+1:
				*at = clock(ry%2 == 1)
			default:
				*at = p.at[(y/(inner+2)*inner+ry-1)*p.side+x/(inner+2)*inner+rx-1]
			}
		}
	}
}

func clock(on bool) int16 {
	if on {
		return dark
	}
	return light
}

// placing is ISO/IEC 16022, annex F: codewords go diagonally through the data
// region in the shape of an L of eight, wrapped at the edges.
type placing struct {
	side int
	at   []int16
	set  []bool
	next int16
}

func (p *placing) fill() {
	p.at, p.set = make([]int16, p.side*p.side), make([]bool, p.side*p.side)
	n := p.side
	for row, column := 4, 0; row < n || column < n; {
		p.corners(row, column)
		for ; row >= 0 && column < n; row, column = row-2, column+2 {
			p.shape(row, column)
		}
		row, column = row+1, column+3
		for ; row < n && column >= 0; row, column = row+2, column-2 {
			p.shape(row, column)
		}
		row, column = row+3, column+1
	}
	if !p.set[n*n-1] {
		p.at[n*n-1], p.at[n*n-n-2] = dark, dark
		p.at[n*n-2], p.at[n*n-n-1] = light, light
	}
}

// shape places the next codeword with its last bit at row, column, unless
// something is there already.
func (p *placing) shape(row, column int) {
	if row >= p.side || column < 0 || row < 0 || column >= p.side || p.set[row*p.side+column] {
		return
	}
	p.word([8][2]int{
		{row - 2, column - 2}, {row - 2, column - 1}, {row - 1, column - 2}, {row - 1, column - 1},
		{row - 1, column}, {row, column - 2}, {row, column - 1}, {row, column},
	})
}

// corners places the codewords that do not fit the shape, where one is due.
func (p *placing) corners(row, column int) {
	n := p.side
	switch {
	case row == n && column == 0:
		p.word([8][2]int{{n - 1, 0}, {n - 1, 1}, {n - 1, 2}, {0, n - 2}, {0, n - 1}, {1, n - 1}, {2, n - 1}, {3, n - 1}})
	case row == n-2 && column == 0 && n%4 != 0:
		p.word([8][2]int{{n - 3, 0}, {n - 2, 0}, {n - 1, 0}, {0, n - 4}, {0, n - 3}, {0, n - 2}, {0, n - 1}, {1, n - 1}})
	case row == n+4 && column == 2 && n%8 == 0:
		p.word([8][2]int{{n - 1, 0}, {n - 1, n - 1}, {0, n - 3}, {0, n - 2}, {0, n - 1}, {1, n - 3}, {1, n - 2}, {1, n - 1}})
	}
}

func (p *placing) word(bits [8][2]int) {
	n := p.side
	for bit, at := range bits {
		row, column := at[0], at[1]
		if row < 0 {
			row, column = row+n, column+4-(n+4)%8
		}
		if column < 0 {
			row, column = row+4-(n+4)%8, column+n
		}
		p.at[row*n+column], p.set[row*n+column] = 8*p.next+int16(bit), true
	}
	p.next++
}
